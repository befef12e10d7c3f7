using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Revocation;

/// <summary>What PyPI's clients send when they are done with a token. Other members are ignored.</summary>
/// <param name="Token">The API token, or a narrowed copy of it.</param>
internal sealed record BurnTokenRequest(string Token)
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBodyLength = 128 * 1024;

    private const int MaxDepth = 8;

    /// <summary>Null unless it is a JSON object with a string member <c>token</c>.</summary>
    public static BurnTokenRequest? Parse(ReadOnlySpan<byte> body) =>
        StrictJson.TryParse(body, MaxDepth, JsonValueKind.Object, out var json)
        && json.TryGetProperty("token", out var token)
        && token.ValueKind == JsonValueKind.String
            ? new BurnTokenRequest(token.GetString()!.Trim())
            : null;

    public override string ToString() => nameof(BurnTokenRequest);
}

/// <summary>
/// PyPI's <c>burn-token</c>: a job throws its token away when it has published. Whoever holds a token may end it, so
/// nothing else is asked for, and the answer says nothing about the token.
/// </summary>
internal static class BurnTokenEndpoint
{
    private const string Path = "/_/oidc/burn-token";

    public static void MapBurnToken(this WebApplication app)
    {
        app.MapPost(Path, BurnToken)
            .WithName("BurnToken")
            .WithTags("Revocation")
            .WithSummary("Revokes the API token that the caller holds, and every narrowed copy of it, at once.")
            .WithDescription("""
                The answer is 202 with no body whatever the token is: good, expired, revoked, of somebody else or no token at all.
                422 says that the request itself could not be read. The content type of the request is not looked at.
                """)
            .WithMetadata(new DescribedBody(typeof(BurnTokenRequest), "application/json"))
            .Produces<FailureAnswer>(StatusCodes.Status503ServiceUnavailable);
        app.Map(Path, (HttpContext http) =>
        {
            http.Response.Headers.Allow = "POST";
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Json(FailureAnswer.Of("invalid-payload", "Use the method POST."), statusCode: StatusCodes.Status405MethodNotAllowed);
        }).ExcludeFromDescription();
    }

    private static async Task<Results<Accepted, UnprocessableEntity<FailureAnswer>, JsonHttpResult<FailureAnswer>>> BurnToken(HttpContext http, TokenRevoker revoker)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await RequestBody.ReadAsync(http, BurnTokenRequest.MaxBodyLength) is not { } body || BurnTokenRequest.Parse(body) is not { } request)
        {
            return TypedResults.UnprocessableEntity(
                FailureAnswer.Of("invalid-payload", "The request body must be a JSON object with one string member \"token\", of at most 128 KiB."));
        }

        try
        {
            // A job that ends before the answer comes still wants its token burned.
            await revoker.RevokeAsync(request.Token, new TokenRevocation.Burned(), CancellationToken.None);
            return TypedResults.Accepted((string?)null);
        }
        catch (UnavailableException e)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(e.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Json(FailureAnswer.Of(e.Code, e.Message), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
