using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TrustedPublishing.PublisherConfig.Emergency;
using TrustedPublishing.PublisherConfig.Explain;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>The OpenAPI document of the management API, <c>/openapi/v1.json</c>: what the endpoints' types cannot say.</summary>
internal static class ManagementDocument
{
    private const string BearerSchemeId = "adminToken";

    public static void AddManagementDocument(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", document =>
    {
        document.AddDocumentTransformer((openApi, context, _) => Describe(openApi, context.ApplicationServices.GetRequiredService<IssuerDirectory>().Offered));
        document.AddOperationTransformer((operation, context, _) => Describe(operation, context));
    });

    private static Task Describe(OpenApiDocument document, IReadOnlyList<IProvider> providers)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Trusted publishers",
            Version = "v1",
            Description = "Projects and the trusted publishers that may publish them. Errors are problem details (RFC 9457) with a stable `code`; "
                + "`errors` says what is wrong with which member. Bodies are JSON objects of strings (but for `pinned_ids`), at most "
                + $"{JsonBody.MaxLength} bytes; an unknown member is refused. Blanks around values are dropped.",
        };
        // The address is the one that the document was read from.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent<IOpenApiSecurityScheme>(BearerSchemeId, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The admin token of this installation (setting Admin:Token).",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerSchemeId, document)] = [] }];
        PublisherSchemas.AddTo(document, providers);
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var document = context.Document ?? throw new InvalidOperationException("An operation is described as part of its document.");
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description = parameter.Name switch
            {
                "name" => "The project's name in any spelling that normalises (PEP 503) to the same.",
                "id" when operation.OperationId == "ClearSwitch" => "The switch's id.",
                "id" when operation.OperationId is "ChangeMember" or "RemoveMember" => "The person's id.",
                "id" when operation.OperationId == "WithdrawInvitation" => "The invitation's id.",
                "id" => "The publisher's id.",
                "kind" => "stop-minting, distrust-issuer or distrust-key.",
                "reason" => "Why, in one line; stands in the audit log. Required.",
                "search" => "Part of a name, in any spelling.",
                "after" => "The normalised name after which the page begins.",
                "limit" => $"The size of the page, 1 to {ProjectQueries.MaxPageSize}; 50 when left out.",
                _ => parameter.Description,
            };
            if (parameter.Name == "limit")
            {
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{ProjectQueries.MaxPageSize}" };
            }
        }

        operation.RequestBody = operation.OperationId switch
        {
            "CreateProject" => PublisherSchemas.Body(PublisherSchemas.NewProject, document, PublisherSchemas.ProjectExamples()),
            "AddPublisher" => PublisherSchemas.Body(PublisherSchemas.NewPublisher, document, PublisherSchemas.PublisherExamples(context.ApplicationServices.GetRequiredService<IssuerDirectory>().Offered)),
            "ExplainPublishers" => ExplainSchema.Body(),
            "SetSwitch" => EmergencySchemas.SwitchBody(),
            "RevokeTokens" => EmergencySchemas.RevocationBody(),
            "ChangeMember" or "IssueInvitation" => MemberSchemas.RoleBody(),
            _ => null,
        };
        AddProblems(operation, document);
        return Task.CompletedTask;
    }

    private static void AddProblems(OpenApiOperation operation, OpenApiDocument document)
    {
        IEnumerable<ProblemExample> problems = MemberSchemas.ProblemsOf(operation.OperationId) ?? operation.OperationId switch
        {
            "CreateProject" => [.. ProblemExample.OfBodies, ProblemExample.InvalidProject, ProblemExample.ProjectExists],
            "ListProjects" => [ProblemExample.InvalidQuery],
            "GetProject" => [ProblemExample.ProjectNotFound],
            "AddPublisher" =>
            [
                .. ProblemExample.OfBodies, ProblemExample.InvalidPublisher, ProblemExample.ProjectNotFound,
                ProblemExample.PublisherExists, ProblemExample.TooManyPublishers, ProblemExample.TooManyProjects,
            ],
            "ListSwitches" => [],
            "ExplainPublishers" => [.. ProblemExample.OfBodies, ProblemExample.InvalidExplanation, ProblemExample.ProjectNotFound],
            "SetSwitch" => EmergencySchemas.OfSet,
            "ClearSwitch" => EmergencySchemas.OfClear,
            "RevokeTokens" => EmergencySchemas.OfRevoke,
            _ => [ProblemExample.ProjectNotFound, ProblemExample.PublisherNotFound],
        };
        operation.Responses ??= [];
        if (operation.Responses.TryGetValue("201", out var answer) && answer is OpenApiResponse created)
        {
            created.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Location"] = new OpenApiHeader { Description = "Where it can be read.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }

        foreach (var status in problems.Append(ProblemExample.Unauthorized).Append(ProblemExample.Unavailable).GroupBy(problem => problem.Status))
        {
            operation.Responses[status.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = ProblemExample.Response(document, [.. status]);
        }
    }
}
