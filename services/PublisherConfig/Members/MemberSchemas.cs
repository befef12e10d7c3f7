using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using TrustedPublishing.PublisherConfig.Api;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>What the OpenAPI document says of members and invitations.</summary>
internal static class MemberSchemas
{
    private static readonly ProblemExample InvalidRole = new(422, Problems.InvalidRole, "The role is not valid.", "role", "A role is owner or maintainer.");
    private static readonly ProblemExample MemberNotFound = new(404, Problems.MemberNotFound, "No member of the project has this id.");
    private static readonly ProblemExample LastOwner = new(409, Problems.LastOwner, "A project keeps at least one owner.");
    private static readonly ProblemExample InvitationNotFound = new(404, Problems.InvitationNotFound, "The project has no open invitation with this id.");
    private static readonly ProblemExample TooManyInvitations = new(409, Problems.TooManyInvitations, "A project has at most 20 open invitations.");

    /// <returns>Null for an operation of something else.</returns>
    public static IEnumerable<ProblemExample>? ProblemsOf(string? operation) => operation switch
    {
        "ListMembers" or "ListInvitations" => [ProblemExample.ProjectNotFound],
        "ChangeMember" => [.. ProblemExample.OfBodies, InvalidRole, ProblemExample.ProjectNotFound, MemberNotFound, LastOwner],
        "RemoveMember" => [ProblemExample.ProjectNotFound, MemberNotFound, LastOwner],
        "IssueInvitation" => [.. ProblemExample.OfBodies, InvalidRole, ProblemExample.ProjectNotFound, TooManyInvitations],
        "WithdrawInvitation" => [ProblemExample.ProjectNotFound, InvitationNotFound],
        _ => null,
    };

    public static OpenApiRequestBody RoleBody() => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["role"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            Enum = [JsonValue.Create("owner"), JsonValue.Create("maintainer")],
                            Description = "Owners decide who may publish and who is a member; maintainers see the project and check tokens.",
                        },
                    },
                    Required = new HashSet<string> { "role" },
                    AdditionalPropertiesAllowed = false,
                },
                Examples = new Dictionary<string, IOpenApiExample>
                {
                    ["maintainer"] = new OpenApiExample { Value = new JsonObject { ["role"] = "maintainer" } },
                },
            },
        },
    };
}
