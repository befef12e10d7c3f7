using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Claims;

namespace TrustedPublishing.CiSimulator.Issuers;

/// <summary>
/// One CI provider played as an OIDC issuer: its keys, its discovery document, its JWK set and the ID tokens of its
/// jobs. Tests use it without the web server, too.
/// </summary>
public sealed class SimulatedIssuer
{
    private readonly Lock gate = new();
    private readonly ProviderProfile profile;
    private readonly TimeProvider time;

    // By name, without case: how often the name was given up and taken up again.
    private readonly ConcurrentDictionary<string, int> resurrections = new(StringComparer.OrdinalIgnoreCase);

    // The last one signs. All of them are published.
    private SigningKey[] keys = [new()];

    internal SimulatedIssuer(ProviderProfile profile, string issuer, string audience, TimeProvider? time = null)
    {
        this.profile = profile;
        this.time = time ?? TimeProvider.System;
        Issuer = issuer;
        Audience = audience;
    }

    /// <summary>The provider: <c>github</c>, <c>gitlab</c>, <c>google</c> or <c>activestate</c>.</summary>
    public string Provider => profile.Name;

    /// <summary>The <c>iss</c> claim, for example <c>http://localhost:8083/github</c>.</summary>
    public string Issuer { get; }

    /// <summary>The <c>aud</c> claim of a job that names none.</summary>
    public string Audience { get; }

    /// <summary>The <c>kid</c> of the key that signs now.</summary>
    public string KeyId
    {
        get
        {
            lock (gate)
            {
                return keys[^1].KeyId;
            }
        }
    }

    public static SimulatedIssuer GitHub(string issuer, string audience, TimeProvider? time = null) =>
        new(GitHubClaims.Profile, issuer, audience, time);

    public static SimulatedIssuer GitLab(string issuer, string audience, TimeProvider? time = null) =>
        new(GitLabClaims.Profile, issuer, audience, time);

    public static SimulatedIssuer Google(string issuer, string audience, TimeProvider? time = null) =>
        new(GoogleClaims.Profile, issuer, audience, time);

    public static SimulatedIssuer ActiveState(string issuer, string audience, TimeProvider? time = null) =>
        new(ActiveStateClaims.Profile, issuer, audience, time);

    /// <summary>
    /// The claims of a job. An override replaces a claim, null removes it, and what the provider derives from it
    /// follows: another <c>repository</c> has another <c>repository_owner</c>, <c>workflow_ref</c> and <c>sub</c>.
    /// </summary>
    public JsonObject ClaimsOf(JsonObject? overrides = null)
    {
        var claims = Describe(overrides ?? []);
        if (profile.Repositories is { } names && (string?)claims[names.Name] is { } repository && resurrections.TryGetValue(repository, out var times))
        {
            var others = (JsonObject)(overrides ?? []).DeepClone();
            others.TryAdd(names.Id, StableIds.Number($"{names.Id}#{times}", repository));
            others.TryAdd(names.OwnerId, StableIds.Number($"{names.OwnerId}#{times}", repository));
            claims = Describe(others);
        }

        return claims;
    }

    /// <summary>The account of this name is given up and taken up by somebody else: from now on the same names have other ids.</summary>
    public void Resurrect(string repository) => resurrections.AddOrUpdate(repository, 1, (_, times) => times + 1);

    /// <summary>The ids of a repository or project, as numbers; null if the provider's API is not played.</summary>
    public (long Id, long OwnerId)? IdsOf(string repository)
    {
        if (profile.Repositories is not { } names)
        {
            return null;
        }

        var claims = ClaimsOf(new JsonObject { [names.Name] = repository });
        return (Number(names.Id), Number(names.OwnerId));

        long Number(string claim) => long.Parse((string)claims[claim]!, CultureInfo.InvariantCulture);
    }

    private JsonObject Describe(JsonObject overrides)
    {
        var claims = new ClaimSet(overrides);
        profile.Describe(claims, new IssuedBy(Issuer, Audience, time.GetUtcNow()));
        return claims.Complete();
    }

    /// <summary>An ID token of a job with these overrides; see <see cref="ClaimsOf"/>.</summary>
    public string Issue(JsonObject? overrides = null) => Sign(ClaimsOf(overrides));

    /// <inheritdoc cref="Issue(JsonObject)"/>
    public string Issue(Action<JsonObject> overrides)
    {
        var given = new JsonObject();
        overrides(given);
        return Issue(given);
    }

    /// <summary>Signs exactly these claims. Members of <paramref name="header"/> replace those of the usual header.</summary>
    public string Sign(JsonObject claims, JsonObject? header = null)
    {
        lock (gate)
        {
            var key = keys[^1];
            var fullHeader = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = key.KeyId };
            foreach (var (name, value) in header ?? [])
            {
                fullHeader[name] = value?.DeepClone();
            }

            // RFC 7515 §5.1: the signature covers ASCII(base64url(header) . base64url(payload)).
            var signingInput = $"{Encode(fullHeader)}.{Encode(claims)}";
            return $"{signingInput}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signingInput)))}";
        }
    }

    /// <summary>Signs with a new key from now on. The old one leaves the JWK set, unless <paramref name="keep"/>.</summary>
    public void Rotate(bool keep = false)
    {
        var next = new SigningKey();
        lock (gate)
        {
            keys = keep ? [.. keys, next] : [next];
        }
    }

    /// <summary>OpenID Connect Discovery 1.0 §3.</summary>
    public JsonObject Discovery() => new()
    {
        ["issuer"] = Issuer,
        ["jwks_uri"] = Issuer + profile.KeySetPath,
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["scopes_supported"] = new JsonArray("openid"),
        ["claims_supported"] = new JsonArray([.. ClaimsOf().Select(claim => (JsonNode)claim.Key)]),
    };

    /// <summary>RFC 7517 §5.</summary>
    public JsonObject KeySet()
    {
        lock (gate)
        {
            return new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.ToJwk())]) };
        }
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
