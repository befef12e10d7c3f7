using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using TrustedPublishing.PublisherConfig.Api;

namespace TrustedPublishing.PublisherConfig.Emergency;

/// <summary>What the OpenAPI document says of the bodies and refusals here.</summary>
internal static class EmergencySchemas
{
    private const string SampleReason = "Key of the staging GitLab was in a public bucket, INC-1234";
    private const string SampleIssuer = "https://token.actions.githubusercontent.com";

    public static readonly ProblemExample[] OfSet =
    [
        .. ProblemExample.OfBodies,
        new(422, Problems.InvalidSwitch, "The switch is not valid.", EmergencyForm.ReasonMember, "Say why, in one line of 1 to 500 characters: it stands in the audit log."),
        new(404, Problems.SwitchNotFound, "There is no switch of this kind."),
    ];

    public static readonly ProblemExample[] OfClear =
    [
        new(400, Problems.InvalidQuery, "The query is not valid.", EmergencyForm.ReasonMember, "Say why, in one line of 1 to 500 characters: it stands in the audit log."),
        new(404, Problems.SwitchNotFound, "No switch of this id is set."),
    ];

    public static readonly ProblemExample[] OfRevoke =
    [
        .. ProblemExample.OfBodies,
        new(422, Problems.InvalidRevocation, "The revocation is not valid.", EmergencyForm.PublisherMember, "Name one publisher, or one provider."),
    ];

    public static OpenApiRequestBody SwitchBody() => Body(
        new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "stop-minting takes the reason; distrust-issuer an issuer too; distrust-key an issuer, and key_id or thumbprint.",
            Required = new HashSet<string> { EmergencyForm.ReasonMember },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [EmergencyForm.ReasonMember] = Reason(),
                [EmergencyForm.IssuerMember] = Text("An issuer that is accepted here, byte for byte.", 255),
                [EmergencyForm.KeyIdMember] = Text("The key's kid.", 256),
                [EmergencyForm.ThumbprintMember] = Text("The key's SHA-256 thumbprint (RFC 7638) in base64url; finds it under every kid.", 43),
            },
            AdditionalPropertiesAllowed = false,
        },
        ("stop-minting", new JsonObject { [EmergencyForm.ReasonMember] = SampleReason }),
        ("distrust-issuer", new JsonObject { [EmergencyForm.IssuerMember] = SampleIssuer, [EmergencyForm.ReasonMember] = SampleReason }),
        ("distrust-key", new JsonObject
        {
            [EmergencyForm.IssuerMember] = SampleIssuer,
            [EmergencyForm.ThumbprintMember] = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
            [EmergencyForm.ReasonMember] = SampleReason,
        }));

    public static OpenApiRequestBody RevocationBody() => Body(
        new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "One of publisher_id and provider.",
            Required = new HashSet<string> { EmergencyForm.ReasonMember },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [EmergencyForm.ReasonMember] = Reason(),
                [EmergencyForm.PublisherMember] = Text("The publisher's id; it may be removed already.", 36),
                [EmergencyForm.ProviderMember] = Text("The provider's name, for example github.", 32),
            },
            AdditionalPropertiesAllowed = false,
        },
        ("publisher", new JsonObject { [EmergencyForm.PublisherMember] = "0199a1f0-7c1e-7000-8000-000000000001", [EmergencyForm.ReasonMember] = SampleReason }),
        ("provider", new JsonObject { [EmergencyForm.ProviderMember] = "github", [EmergencyForm.ReasonMember] = SampleReason }));

    private static OpenApiRequestBody Body(OpenApiSchema schema, params (string Name, JsonObject Value)[] examples) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = schema,
                Examples = examples.ToDictionary(example => example.Name, IOpenApiExample (example) => new OpenApiExample { Value = example.Value }),
            },
        },
    };

    private static OpenApiSchema Reason() => Text("Why, in one line; stands in the audit log.", EmergencyForm.MaxReasonLength);

    private static OpenApiSchema Text(string description, int maxLength) =>
        new() { Type = JsonSchemaType.String, Description = description, MaxLength = maxLength };
}
