using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>Projects in the management API.</summary>
internal static class ProjectEndpoints
{
    private const int DefaultPageSize = 50;
    private const string NameMember = "name";

    public static void MapProjects(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/projects").WithTags("Projects");
        group.MapPost("/", Create).Needs(Need.CreateProject).WithName("CreateProject").WithSummary("Create a project");
        group.MapGet("/", List).Needs(Need.Identity).WithName("ListProjects").WithSummary("List projects");
        group.MapGet("/{name}", Get).Needs(Need.SeeProject).WithName("GetProject").WithSummary("Get a project with its trusted publishers");
    }

    private static async Task<Results<Created<ProjectResponse>, ProblemHttpResult>> Create(
        HttpContext context, CreateProject createProject, ProviderCatalog providers, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is JsonBody.Refused refused)
        {
            return refused.Problem;
        }

        var errors = CheckBody((JsonBody.Members)body, out var name);
        if (errors.Any || name is null)
        {
            return Problems.Invalid(StatusCodes.Status422UnprocessableEntity, Problems.InvalidProject, "The project is not valid.", errors);
        }

        return await createProject.ExecuteAsync(name, context.Caller(), cancellationToken) switch
        {
            CreateProjectOutcome.Created created =>
                TypedResults.Created($"/api/projects/{created.Project.NormalizedName}", ProjectResponse.Of(created.Project, providers, time.GetUtcNow())),
            CreateProjectOutcome.Exists exists =>
                Problems.Of(StatusCodes.Status409Conflict, Problems.ProjectExists, $"There is a project {exists.NormalizedName} already."),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<Results<Ok<ProjectListResponse>, ProblemHttpResult>> List(
        HttpContext context, PublisherConfigDb db, string? search, string? after, string? limit, CancellationToken cancellationToken)
    {
        if (!TryParseLimit(limit, out var pageSize))
        {
            var errors = new FieldErrors();
            errors.Add("limit", $"A page has 1 to {ProjectQueries.MaxPageSize} projects.");
            return Problems.Invalid(StatusCodes.Status400BadRequest, Problems.InvalidQuery, "The query is not valid.", errors);
        }

        var page = await ProjectQueries.ListAsync(db, context.Caller(), search ?? "", after ?? "", pageSize, cancellationToken);
        var next = page.Next is null
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"/api/projects?after={page.Next}&limit={pageSize}{Search(search)}");
        return TypedResults.Ok(new ProjectListResponse { Projects = [.. page.Projects.Select(ProjectSummary.Of)], Total = page.Total, Next = next });
    }

    private static async Task<Results<Ok<ProjectResponse>, ProblemHttpResult>> Get(
        PublisherConfigDb db, string name, ProviderCatalog providers, TimeProvider time, CancellationToken cancellationToken)
    {
        var project = await ProjectQueries.FindWithPublishersAsync(db, name, cancellationToken);
        return project is null ? Problems.UnknownProject() : TypedResults.Ok(ProjectResponse.Of(project, providers, time.GetUtcNow()));
    }

    private static FieldErrors CheckBody(JsonBody.Members body, out ProjectName? name)
    {
        var errors = new FieldErrors();
        if (!ProjectName.TryParse(body.Values.GetValueOrDefault(NameMember), out name, out var refusal))
        {
            errors.Add(NameMember, refusal);
        }

        foreach (var member in body.Values.Keys.Where(member => member != NameMember))
        {
            errors.Add(member, $"A project has no such field. Its field is {NameMember}.");
        }

        body.Correct(errors, member => member == NameMember);
        return errors;
    }

    private static bool TryParseLimit(string? limit, out int pageSize)
    {
        pageSize = DefaultPageSize;
        return limit is null
            || (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out pageSize) && pageSize is >= 1 and <= ProjectQueries.MaxPageSize);
    }

    private static string Search(string? search) => string.IsNullOrEmpty(search) ? "" : $"&search={Uri.EscapeDataString(search)}";
}
