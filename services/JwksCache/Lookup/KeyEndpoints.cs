using System.Globalization;
using System.Text.Json.Serialization;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Lookup;

/// <summary><c>GET /internal/keys</c>, as docs/architecture.md has it.</summary>
internal static partial class KeyEndpoints
{
    private const int LongestKeyId = 256;

    public static void MapKeys(this RouteGroupBuilder internalGroup) => internalGroup.MapGet("/keys", FindAsync);

    private static async Task<IResult> FindAsync(
        string? issuer, string? kid, IssuerDirectory issuers, KeyFinder finder, HttpContext context, ILogger<KeyFinder> logger)
    {
        if (string.IsNullOrEmpty(issuer) || kid is not { Length: > 0 and <= LongestKeyId })
        {
            return Problem(StatusCodes.Status400BadRequest, "invalid_request");
        }

        if (issuers.Find(issuer) is not { } configured)
        {
            return Problem(StatusCodes.Status404NotFound, "unknown_issuer");
        }

        try
        {
            return Answer(configured, await finder.FindAsync(configured, kid, context.RequestAborted), context.Response);
        }
        catch (Exception e) when (RedisSetup.IsOutage(e))
        {
            Log.StoreAway(logger, RedisSetup.Describe(e));
            return Unavailable(TimeSpan.FromSeconds(1), context.Response);
        }
    }

    private static IResult Answer(ConfiguredIssuer issuer, KeyAnswer answer, HttpResponse response) => answer switch
    {
        KeyAnswer.Found found => Results.Json(
            new KeyResponse(issuer.Issuer, found.Key.KeyId, found.Key.Jwk, found.ConfirmedAt), LookupJson.Default.KeyResponse),
        KeyAnswer.Unknown => Problem(StatusCodes.Status404NotFound, "unknown_key"),
        KeyAnswer.Unavailable unavailable => Unavailable(unavailable.RetryAfter, response),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IResult Unavailable(TimeSpan retryAfter, HttpResponse response)
    {
        response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problem(StatusCodes.Status503ServiceUnavailable, "keys_unavailable");
    }

    private static IResult Problem(int status, string code) => Results.Json(new KeyProblem(code), LookupJson.Default.KeyProblem, statusCode: status);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Keys cannot be looked up in Redis: {Reason}")]
        public static partial void StoreAway(ILogger logger, string reason);
    }
}

internal sealed record KeyResponse(string Issuer, string Kid, IReadOnlyDictionary<string, string> Jwk, DateTimeOffset ConfirmedAt);

internal sealed record KeyProblem(string Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyResponse))]
[JsonSerializable(typeof(KeyProblem))]
[JsonSerializable(typeof(IssuersResponse))]
internal sealed partial class LookupJson : JsonSerializerContext;
