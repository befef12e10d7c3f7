using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>PyPI's trusted publishing endpoints, so that every client of PyPI's works here when told the address.</summary>
internal static class MintTokenEndpoints
{
    /// <summary>Of the endpoint that mints.</summary>
    public const string Name = "MintToken";

    private const string MintPath = "/mint-token";

    /// <summary>What releases of the publish action before 1.11 call.</summary>
    private const string OldMintPath = "/github/mint-token";
    private const string AudiencePath = "/audience";

    public static void MapMintToken(this WebApplication app)
    {
        var dialect = app.MapGroup("/_/oidc").WithTags("Token exchange").AddEndpointFilter(NoStore);
        dialect.MapGet(AudiencePath, GetAudience)
            .WithName("GetAudience")
            .WithSummary("The audience that an ID token must be for to be exchanged here.")
            .Produces<FailureAnswer>(StatusCodes.Status403Forbidden);
        dialect.MapPost(MintPath, MintToken).Describe(Name);
        dialect.MapPost(OldMintPath, MintToken).Describe("MintTokenFromGitHub");

        // Any other method, in this dialect instead of an empty 405.
        dialect.Map(AudiencePath, () => WrongMethod("GET")).ExcludeFromDescription();
        dialect.Map(MintPath, () => WrongMethod("POST")).ExcludeFromDescription();
        dialect.Map(OldMintPath, () => WrongMethod("POST")).ExcludeFromDescription();
    }

    private static Results<Ok<AudienceAnswer>, JsonHttpResult<FailureAnswer>> GetAudience(Target target, EmergencyWatch emergency)
    {
        var refusal = !target.IsMintingEnabled ? DenialReason.MintingDisabled : emergency.Board.StopsMinting ? DenialReason.MintingStopped : null;
        return refusal is null
            ? TypedResults.Ok(new AudienceAnswer(target.Audiences[0]))
            : TypedResults.Json(FailureAnswer.Of(refusal, null), statusCode: StatusCodes.Status403Forbidden);
    }

    private static async Task<Results<Ok<MintTokenAnswer>, UnprocessableEntity<FailureAnswer>, JsonHttpResult<FailureAnswer>>> MintToken(
        HttpContext http, ReportedExchange exchange)
    {
        var outcome = await RequestBody.ReadAsync(http, MintTokenRequest.MaxBodyLength) is not { } body
            ? exchange.Refuse(DenialReason.RequestTooLarge)
            : MintTokenRequest.TryParse(body, out var idToken, out var refusal)
                ? await exchange.RunAsync(idToken, http.RequestAborted)
                : exchange.Refuse(refusal);
        switch (outcome)
        {
            case ExchangeOutcome.Minted minted:
                return TypedResults.Ok(new MintTokenAnswer(true, minted.Token.Reveal(), minted.ExpiresAt.ToUnixTimeSeconds()));
            case ExchangeOutcome.Refused refused:
                return TypedResults.UnprocessableEntity(FailureAnswer.Of(refused.Reason, refused.Detail, refused.CorrelationId));
            case ExchangeOutcome.Unavailable unavailable:
                http.Response.Headers.RetryAfter = Math.Ceiling(unavailable.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return TypedResults.Json(FailureAnswer.Of(unavailable.Code, unavailable.Message), statusCode: StatusCodes.Status503ServiceUnavailable);
            default:
                throw new UnreachableException();
        }
    }

    private static JsonHttpResult<FailureAnswer> WrongMethod(string right)
    {
        var answer = FailureAnswer.Of("invalid-payload", $"Use the method {right}.");
        return TypedResults.Json(answer, statusCode: StatusCodes.Status405MethodNotAllowed);
    }

    private static ValueTask<object?> NoStore(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var response = context.HttpContext.Response;
        response.Headers.CacheControl = "no-store";
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<HttpMethodMetadata>() is null)
        {
            response.Headers[HeaderNames.Allow] = context.HttpContext.Request.Path.Value!.EndsWith(AudiencePath, StringComparison.Ordinal) ? "GET" : "POST";
        }

        return next(context);
    }

    private static void Describe(this RouteHandlerBuilder endpoint, string name) => endpoint
        .WithName(name)
        .WithSummary("Exchanges a CI job's ID token for a registry API token.")
        .WithDescription("""
            The content type of the request is not looked at. Each ID token is good for one exchange; a refused one can be
            tried again, for example after the trusted publisher was corrected. `docs/denial-reasons.md` lists the reasons
            that stand in parentheses at the end of each description.
            """)
        .WithMetadata(new DescribedBody(typeof(MintTokenRequest), "application/json"))
        .Produces<FailureAnswer>(StatusCodes.Status503ServiceUnavailable);
}
