using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Repositories;

/// <summary>
/// The parts of GitHub's and GitLab's REST APIs that tell ids, with the ids that the ID tokens carry. Every name exists, but for
/// those that contain <c>private</c>.
/// </summary>
internal static class RepositoryEndpoints
{
    public static void MapRepositories(this WebApplication app)
    {
        var issuers = app.Services.GetRequiredService<SimulatedIssuers>();
        app.MapGet("/github/api/repos/{owner}/{name}", (string owner, string name) => GitHub(issuers["github"], $"{owner}/{name}"));
        // A project's path comes as one segment, with its slashes escaped.
        app.MapGet("/gitlab/api/v4/projects/{path}", (string path) => GitLab(issuers["gitlab"], Uri.UnescapeDataString(path)));
        foreach (var provider in (string[])["github", "gitlab"])
        {
            app.MapPost($"/{provider}/resurrect", (string repository) =>
            {
                issuers[provider].Resurrect(repository);
                return TypedResults.NoContent();
            });
        }
    }

    private static Results<ContentHttpResult, NotFound> GitHub(SimulatedIssuer issuer, string repository) =>
        Find(issuer, repository, (id, ownerId) => new JsonObject
        {
            ["id"] = id,
            ["name"] = repository.Split('/')[1],
            ["full_name"] = repository,
            ["private"] = false,
            ["owner"] = new JsonObject { ["login"] = repository.Split('/')[0], ["id"] = ownerId },
        });

    private static Results<ContentHttpResult, NotFound> GitLab(SimulatedIssuer issuer, string project) =>
        Find(issuer, project, (id, ownerId) => new JsonObject
        {
            ["id"] = id,
            ["path_with_namespace"] = project,
            ["namespace"] = new JsonObject { ["id"] = ownerId, ["full_path"] = project[..Math.Max(0, project.LastIndexOf('/'))] },
        });

    private static Results<ContentHttpResult, NotFound> Find(SimulatedIssuer issuer, string repository, Func<long, long, JsonObject> describe) =>
        !repository.Contains("private", StringComparison.OrdinalIgnoreCase) && issuer.IdsOf(repository) is (var id, var ownerId)
            ? TypedResults.Content(describe(id, ownerId).ToJsonString(), "application/json")
            : TypedResults.NotFound();
}
