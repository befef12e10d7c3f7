using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.TokenExchange.Revocation;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Leaks;

/// <summary>What a report's token turned out to be, in the form that GitHub takes as feedback.</summary>
/// <param name="TokenHash">SHA-256 of the reported text in UTF-8, in base64.</param>
/// <param name="TokenType">The report's <c>type</c>; left out if there was none.</param>
/// <param name="Label"><c>true_positive</c> if this installation made the token, else <c>false_positive</c>.</param>
internal sealed record LeakFinding(
    string TokenHash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TokenType,
    string Label);

/// <summary>Why a report was not taken.</summary>
internal sealed record LeakReportFailure(string Message);

/// <summary>
/// Tokens that were seen in public are reported here and are dead when the answer comes. Nobody has to show who they are:
/// whoever holds a token may end it, and whoever asks about one to learn whether it is good has ended it by asking.
/// </summary>
internal static class LeakReportEndpoint
{
    /// <summary>PyPI's path for the same thing.</summary>
    private const string Path = "/_/secrets/disclose-token";

    public static void MapLeakReports(this WebApplication app)
    {
        app.MapPost(Path, Report)
            .WithName("ReportLeaks")
            .WithTags("Revocation")
            .WithSummary("Revokes API tokens that were seen where they should not be.")
            .WithDescription($"""
                Takes the requests of GitHub's secret scanning, at most {LeakReport.MaxCount} tokens at once. No credential and no
                signature is asked for: a token that is good is authority enough to end it. `url` is kept in the audit log if it is an
                https address of at most {LeakUrl.MaxLength} characters without user name and token.
                """)
            .WithMetadata(new DescribedBody(typeof(IReadOnlyList<LeakReport>), "application/json"))
            .Produces<LeakReportFailure>(StatusCodes.Status400BadRequest)
            .Produces<LeakReportFailure>(StatusCodes.Status413PayloadTooLarge)
            .Produces<LeakReportFailure>(StatusCodes.Status429TooManyRequests)
            .Produces<LeakReportFailure>(StatusCodes.Status503ServiceUnavailable)
            .RequireRateLimiting(LeakReportLimit.Policy);
        app.Map(Path, (HttpContext http) =>
        {
            http.Response.Headers.Allow = "POST";
            return Fail(http, StatusCodes.Status405MethodNotAllowed, "Use the method POST.");
        }).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<IReadOnlyList<LeakFinding>>, JsonHttpResult<LeakReportFailure>>> Report(
        HttpContext http, TokenRevoker revoker, TokenPattern pattern)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await RequestBody.ReadAsync(http, LeakReport.MaxBodyLength) is not { } body)
        {
            return Fail(http, StatusCodes.Status413PayloadTooLarge, $"A report has at most {LeakReport.MaxBodyLength} bytes.");
        }

        if (LeakReport.Parse(body) is not { } reports)
        {
            return Fail(http, StatusCodes.Status400BadRequest, $"A report is a JSON array of at most {LeakReport.MaxCount} objects with the strings token, type and url.");
        }

        try
        {
            var findings = new List<LeakFinding>(reports.Count);
            foreach (var report in reports)
            {
                var leak = new TokenRevocation.Leaked(LeakUrl.Keep(report.Url, pattern));
                findings.Add(Find(report, await revoker.RevokeAsync(report.Token, leak, CancellationToken.None)));
            }

            return TypedResults.Ok<IReadOnlyList<LeakFinding>>(findings);
        }
        catch (UnavailableException e)
        {
            // Those before are revoked; the same report again does no harm.
            http.Response.Headers.RetryAfter = Math.Ceiling(e.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Fail(http, StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private static LeakFinding Find(LeakReport report, RevocationOutcome outcome) => new(
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(report.Token))),
        report.Type,
        outcome == RevocationOutcome.Unknown ? "false_positive" : "true_positive");

    private static JsonHttpResult<LeakReportFailure> Fail(HttpContext http, int status, string message)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new LeakReportFailure(message), statusCode: status);
    }
}
