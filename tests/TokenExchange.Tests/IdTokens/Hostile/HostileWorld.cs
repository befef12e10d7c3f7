using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>
/// Three issuers with their keys, at some time: one that may sign with every algorithm, one with RS256 only, and one whose
/// audience nobody can choose. Every hostile ID token is a good one of the first but for one thing.
/// </summary>
internal sealed class HostileWorld(DateTimeOffset now)
{
    public const string Every = TestSigner.Issuer;
    public const string OnlyRs256 = "https://rs256.example";
    public const string Fixed = "https://fixed.example/acme";
    public const string FixedAudience = "api://fixed";

    private static readonly IssuerDirectory Issuers = IssuerDirectory.From(new ConfigurationBuilder()
        .AddInMemoryCollection(Settings().ToDictionary(s => s.Key, s => (string?)s.Value)).Build());

    /// <summary>Somebody with a key of their own.</summary>
    public static TestIssuer Attacker { get; } = TestIssuer.Impostor();

    public DateTimeOffset Now => now;

    public JsonObject Claims => SampleClaims.GitHub(now).With("iss", Every);

    /// <summary>The section <c>Issuers</c> of this world.</summary>
    public static IEnumerable<(string Key, string Value)> Settings() =>
    [
        ("Issuers:every:Issuer", Every), ("Issuers:every:Provider", "github"),
        .. IdTokenAlgorithms.All.Select((name, i) => ($"Issuers:every:Algorithms:{i}", name)),
        ("Issuers:rs256:Issuer", OnlyRs256), ("Issuers:rs256:Provider", "github"),
        ("Issuers:fixed:Issuer", Fixed), ("Issuers:fixed:Provider", "github"), ("Issuers:fixed:Audience", FixedAudience),
    ];

    /// <summary>What JwksCache would answer for an issuer's key id, also what it would never answer.</summary>
    public static IEnumerable<(string Issuer, JsonObject Jwk)> Jwks() =>
    [
        .. TestSigner.All.Select(signer => (Every, signer.Jwk)),
        .. HostileKeys.Jwks.Select(jwk => (Every, jwk)),
        (OnlyRs256, TestSigner.For("RS256").Jwk), (OnlyRs256, TestSigner.For("ES256").Jwk), (Fixed, TestSigner.For("RS256").Jwk),
    ];

    public static string Header(string algorithm = "RS256") =>
        new JsonObject { ["alg"] = algorithm, ["kid"] = TestSigner.For(algorithm).KeyId, ["typ"] = "JWT" }.ToJsonString();

    /// <summary>An ID token to which nothing is wrong.</summary>
    public string Good(string algorithm = "RS256") => Signed(Header(algorithm), Claims.ToJsonString(), algorithm);

    /// <summary>The JSON texts signed as they are, by the key that <paramref name="signedWith"/> needs.</summary>
    public static string Signed(string header, string payload, string signedWith = "RS256") =>
        Signed(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload), signedWith);

    public static string Signed(byte[] header, byte[] payload, string signedWith = "RS256")
    {
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(TestSigner.For(signedWith).SignBytes(signedWith, input))}";
    }

    public string WithHeader(string header, string signedWith = "RS256") => Signed(header, Claims.ToJsonString(), signedWith);

    /// <summary>With a claim replaced by this JSON.</summary>
    public string WithClaim(string name, string json) => Signed(Header(), Claims.With(name, JsonNode.Parse(json)).ToJsonString());

    /// <summary>With further JSON before the last brace.</summary>
    public string WithText(string more) => Signed(Header(), $"{Claims.ToJsonString()[..^1]}{more}}}");

    /// <summary>The parts of a good ID token, put together again by <paramref name="change"/>.</summary>
    public string Parts(Func<string, string, string, string> change, string algorithm = "RS256")
    {
        var parts = Good(algorithm).Split('.');
        return change(parts[0], parts[1], parts[2]);
    }

    /// <summary>The whole verification: null if the ID token is good.</summary>
    public DenialReason? Judge(string compact)
    {
        if (!UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(compact), out var idToken, out var refusal))
        {
            return refusal;
        }

        if (Issuers.Find(idToken.Issuer) is not { } issuer)
        {
            return DenialReason.UnknownIssuer;
        }

        var policy = IdTokenPolicy.For(issuer, new ProviderCatalog().Find(issuer.Provider)!, [SampleClaims.Audience]);
        return policy.RefuseBeforeKey(idToken) ?? JudgeSignature(idToken, policy);
    }

    private DenialReason? JudgeSignature(UnverifiedIdToken idToken, IdTokenPolicy policy)
    {
        var jwk = Jwks().FirstOrDefault(key => key.Issuer == idToken.Issuer && (string?)key.Jwk["kid"] == idToken.KeyId).Jwk;
        if (jwk is null)
        {
            return DenialReason.UnknownKey;
        }

        if (SigningKey.FromJwk(idToken.Issuer, idToken.KeyId, JsonSerializer.SerializeToElement(jwk)) is not { } key)
        {
            return DenialReason.UnsuitableKey;
        }

        return SignedIdToken.Authenticate(idToken, policy, key) switch
        {
            SignatureVerification.Refused refused => refused.Reason,
            SignatureVerification.Good good => (VerifiedIdToken.Verify(good.IdToken, policy, now) as IdTokenVerification.Refused)?.Reason,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
