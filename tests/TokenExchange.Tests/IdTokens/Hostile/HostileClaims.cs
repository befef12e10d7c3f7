using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>Well signed, and not for us, not for now, or of nobody we know (RFC 7519 §4.1, RFC 8725 §3.8, §3.9).</summary>
internal static class HostileClaims
{
    private static readonly string[] BadIssuers = ["null", "7", "true", "\"\"", "[\"https://every.example\"]", "{\"issuer\":\"https://every.example\"}", $"\"https://{new string('a', 505)}\""];

    private static readonly string[] UnknownIssuers =
    [
        "https://evil.example", "https://every.example/", "https://EVERY.example", "http://every.example", "https://every.example:443", "https://every.example/.",
        "https://every.example?x", "https://every.example#x", " https://every.example", "https://every.example ", "https://every.example.evil.example", "https://every.exаmple",
        "https://evil.example/https://every.example", "every.example", "*", "https://*.example", "https://every.example\\nhttps://evil.example",
    ];

    private static readonly string[] BadDates =
    [
        "\"1795388321\"", "\"\"", "\"NaN\"", "\"2026-11-23T12:00:00Z\"", "1795388321.5", "1795388321.0000001", "1e-1", "-1", "-0", "-1795388321", "1e400", "1e12",
        "253370764800", "9223372036854775807", "18446744073709551616", "true", "false", "null", "[1795388321]", "{}",
    ];

    private static readonly string[] MalformedAudiences =
    [
        "null", "7", "true", "{}", "{\"registry.example.org\":true}", "[]", "[null]", "[7]", "[[\"registry.example.org\"]]", "[\"registry.example.org\",\"registry.example.org\"]",
        "[\"registry.example.org\",\"other.example.org\"]", "[\"other.example.org\",\"registry.example.org\"]", "[\"registry.example.org\",null]",
    ];

    private static readonly string[] OtherAudiences =
    [
        "\"pypi\"", "\"testpypi\"", "\"\"", "[\"\"]", "[\"pypi\"]", "\"Registry.example.org\"", "\"registry.example.org/\"", "\"https://registry.example.org\"", "\"registry.example.org \"",
        "\" registry.example.org\"", "\"registry.example.org,other.example.org\"", "\"registry.example.org other.example.org\"", "\"registry.example\"", "\"registry.example.org.evil.example\"",
        "\"registry.exаmple.org\"", "\"*\"", "\"api://fixed\"", "\"sigstore\"", "\"api://AzureADTokenExchange\"",
    ];

    public static IEnumerable<HostileCase> All { get; } =
    [
        Without("iss", DenialReason.MalformedIdToken),
        .. BadIssuers.Select(json => With("iss", json, DenialReason.MalformedIdToken)),
        .. UnknownIssuers.Select(issuer => With("iss", $"\"{issuer}\"", DenialReason.UnknownIssuer)),
        Without("exp", DenialReason.MalformedClaims),
        Without("iat", DenialReason.MalformedClaims),
        .. new[] { "exp", "iat", "nbf" }.SelectMany(name => BadDates.Select(json => With(name, json, DenialReason.MalformedClaims))),
        Times("expired an hour ago", DenialReason.Expired, iat: -4000, exp: -3600),
        Times("expired 31 seconds ago", DenialReason.Expired, iat: -300, exp: -31),
        Times("issued in an hour", DenialReason.NotYetValid, iat: 3600, exp: 4000),
        Times("issued in two minutes", DenialReason.NotYetValid, iat: 120, exp: 300),
        Times("not before an hour from now", DenialReason.NotYetValid, iat: -10, exp: 3500, nbf: 3490),
        Times("expires when issued", DenialReason.LifetimeTooLong, iat: -10, exp: -10),
        Times("expires before it was issued", DenialReason.LifetimeTooLong, iat: 10, exp: -10),
        Times("lives an hour and a second", DenialReason.LifetimeTooLong, iat: -10, exp: 3591),
        Times("lives a day", DenialReason.LifetimeTooLong, iat: 0, exp: 86400),
        Times("lives a year", DenialReason.LifetimeTooLong, iat: 0, exp: 365 * 86400),
        new("claims: milliseconds", DenialReason.MalformedClaims, w => Signed(w.Claims.With("exp", w.Now.AddMinutes(5).ToUnixTimeMilliseconds()).With("iat", w.Now.ToUnixTimeMilliseconds()))),
        new("claims: issued in 1970", DenialReason.LifetimeTooLong, w => Signed(w.Claims.With("iat", 0))),
        new("claims: expires in 9998", DenialReason.LifetimeTooLong, w => Signed(w.Claims.With("exp", 253_370_764_799))),
        Without("aud", DenialReason.MalformedClaims),
        .. MalformedAudiences.Select(json => With("aud", json, DenialReason.MalformedClaims)),
        .. OtherAudiences.Select(json => With("aud", json, DenialReason.AudienceMismatch)),
        new("claims: the target's audience where the issuer's own is asked", DenialReason.AudienceMismatch, w => Signed(w.Claims.With("iss", HostileWorld.Fixed))),
        new("claims: the issuer's own audience in another's ID token", DenialReason.AudienceMismatch, w =>
            Signed(w.Claims.With("iss", HostileWorld.OnlyRs256).With("aud", HostileWorld.FixedAudience))),
    ];

    private static string Signed(JsonObject claims) => HostileWorld.Signed(HostileWorld.Header(), claims.ToJsonString());

    private static HostileCase With(string name, string json, DenialReason reason) => new($"claims: {name} {json}", reason, w => w.WithClaim(name, json));

    private static HostileCase Without(string name, DenialReason reason) => new($"claims: no {name}", reason, w => Signed(w.Claims.Without(name)));

    private static HostileCase Times(string name, DenialReason reason, long iat, long exp, long? nbf = null) => new($"claims: {name}", reason, w =>
    {
        var now = w.Now.ToUnixTimeSeconds();
        return Signed(w.Claims.With("iat", now + iat).With("exp", now + exp).With("nbf", now + (nbf ?? iat)));
    });
}
