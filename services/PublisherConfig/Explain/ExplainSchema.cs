using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace TrustedPublishing.PublisherConfig.Explain;

/// <summary>What the OpenAPI document says of the body.</summary>
internal static class ExplainSchema
{
    public static OpenApiRequestBody Body() => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "One of the two. The ID token is checked with the issuer's keys and stays good; it is neither kept nor logged. At most 48 KiB.",
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        [ExplainEndpoints.IdTokenMember] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "An ID token in compact form; an expired one too." },
                        [ExplainEndpoints.ClaimsMember] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Claims as they stand in an ID token; iss is needed." },
                    },
                    MinProperties = 1,
                    MaxProperties = 1,
                    AdditionalPropertiesAllowed = false,
                },
                Examples = new Dictionary<string, IOpenApiExample>
                {
                    ["claims"] = new OpenApiExample
                    {
                        Value = new JsonObject
                        {
                            [ExplainEndpoints.ClaimsMember] = new JsonObject
                            {
                                ["iss"] = "https://token.actions.githubusercontent.com",
                                ["repository"] = "octo-org/sampleproject",
                                ["repository_owner"] = "octo-org",
                                ["repository_id"] = "2002",
                                ["repository_owner_id"] = "1001",
                                ["job_workflow_ref"] = "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0",
                                ["ref"] = "refs/tags/v1.2.0",
                                ["event_name"] = "push",
                                ["jti"] = "6f4762ed-0758-4ccb-808d-ee3af5d723a8",
                            },
                        },
                    },
                },
            },
        },
    };
}
