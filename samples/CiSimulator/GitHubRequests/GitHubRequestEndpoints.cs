using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.GitHubRequests;

/// <summary>
/// How a step of a GitHub job gets its ID token: <c>ACTIONS_ID_TOKEN_REQUEST_URL</c> and
/// <c>ACTIONS_ID_TOKEN_REQUEST_TOKEN</c>, as actions/toolkit, the Python package <c>id</c> and npm use them.
/// </summary>
internal static class GitHubRequestEndpoints
{
    private const string Scheme = "bearer ";

    public static void MapGitHubRequests(this WebApplication app)
    {
        var issuers = app.Services.GetRequiredService<SimulatedIssuers>();
        var address = app.Services.GetRequiredService<PublicAddress>();
        var jobs = new RunningJobs();
        var github = app.MapGroup("/github");
        github.MapGet("/token", (HttpContext context, string? audience) => IssueToStep(issuers["github"], jobs, context, audience));
        github.MapGet("/request-env", (HttpContext context, string? format) => Environment(jobs.Start([]), address, context, format));
        github.MapPost("/request-env", (HttpContext context, string? format, CancellationToken stop) => StartJobAsync(jobs, address, context, format, stop));
    }

    private static Results<ContentHttpResult, JsonHttpResult<SimulatorError>> IssueToStep(
        SimulatedIssuer issuer, RunningJobs jobs, HttpContext context, string? audience)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        // RFC 9110 §11.1: the scheme is compared without case. GitHub's clients send it in lower case.
        var claims = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? jobs.Find(authorization[Scheme.Length..].Trim()) : null;
        if (claims is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Json(
                new SimulatorError("Send 'Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN'; GET /github/request-env tells a token."),
                statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!string.IsNullOrEmpty(audience))
        {
            claims["aud"] = audience;
        }
        else if (!claims.ContainsKey("aud"))
        {
            // GitHub's own default: the account that owns the repository.
            claims["aud"] = $"https://github.com/{issuer.ClaimsOf(claims)["repository_owner"]}";
        }

        context.Response.Headers.CacheControl = "no-store";
        var value = issuer.Issue(claims);
        return TypedResults.Content(new JsonObject { ["count"] = value.Length, ["value"] = value }.ToJsonString(), "application/json");
    }

    private static async Task<IResult> StartJobAsync(
        RunningJobs jobs, PublicAddress address, HttpContext context, string? format, CancellationToken cancellationToken) =>
        await ClaimOverrides.ReadAsync(context.Request, cancellationToken) switch
        {
            ClaimOverrides.Accepted accepted => Environment(jobs.Start(accepted.Claims), address, context, format),
            ClaimOverrides.Refused refused => TypedResults.BadRequest(new SimulatorError(refused.Why)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>As JSON, or with <c>?format=sh</c> as lines for <c>eval</c>.</summary>
    private static ContentHttpResult Environment(string token, PublicAddress address, HttpContext context, string? format)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Clients append "&audience=…", so the address already has a query, as GitHub's has.
        var url = $"{address.BaseUrl}/github/token?api-version=2.0";
        return format == "sh"
            ? TypedResults.Content($"export ACTIONS_ID_TOKEN_REQUEST_URL='{url}'\nexport ACTIONS_ID_TOKEN_REQUEST_TOKEN='{token}'\n", "text/plain")
            : TypedResults.Content(
                new JsonObject { ["ACTIONS_ID_TOKEN_REQUEST_URL"] = url, ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = token }.ToJsonString(),
                "application/json");
    }
}
