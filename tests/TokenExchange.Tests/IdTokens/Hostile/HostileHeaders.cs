using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>Headers that ask for another algorithm, another meaning or another key (RFC 8725 §2.1, §3.1, §3.10, §3.11).</summary>
internal static class HostileHeaders
{
    private static readonly string[] BadAlgorithms =
    [
        "\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\"", "\" \"", "\"HS256\"", "\"HS384\"", "\"HS512\"", "\"rs256\"", "\"Rs256\"", "\"RS256 \"", "\" RS256\"",
        "\"RS256\\n\"", "\"RS-256\"", "\"ＲＳ256\"", "\"RS1\"", "\"RSA1_5\"", "\"RSA-OAEP\"", "\"RSA-OAEP-256\"", "\"dir\"", "\"A128KW\"", "\"A256GCM\"", "\"PBES2-HS256+A128KW\"",
        "\"ES256K\"", "\"ES256 K\"", "\"Ed448\"", "\"ed25519\"", "\"eddsa\"", "\"ML-DSA-65\"", "\"SHA256withRSA\"", "null", "256", "true", "{}", "[]", "[\"RS256\"]",
        "{\"alg\":\"RS256\"}",
    ];

    private static readonly (string Name, string Members)[] BadMembers =
    [
        ("no kid", ""), ("an empty kid", ",\"kid\":\"\""), ("a kid that is null", ",\"kid\":null"), ("a kid that is a number", ",\"kid\":1"),
        ("a kid that is a list", ",\"kid\":[\"rsa\"]"), ("a kid that is an object", ",\"kid\":{\"rsa\":1}"), ("a kid of 257 characters", $",\"kid\":\"{new string('k', 257)}\""),
        ("typ of an access token", ",\"kid\":\"rsa\",\"typ\":\"at+jwt\""), ("typ of a logout token", ",\"kid\":\"rsa\",\"typ\":\"logout+jwt\""),
        ("typ of a security event", ",\"kid\":\"rsa\",\"typ\":\"secevent+jwt\""), ("typ of a proof of possession", ",\"kid\":\"rsa\",\"typ\":\"dpop+jwt\""),
        ("typ JOSE", ",\"kid\":\"rsa\",\"typ\":\"JOSE\""), ("typ JWE", ",\"kid\":\"rsa\",\"typ\":\"JWE\""), ("typ as a media type", ",\"kid\":\"rsa\",\"typ\":\"application/jwt\""),
        ("an empty typ", ",\"kid\":\"rsa\",\"typ\":\"\""), ("typ null", ",\"kid\":\"rsa\",\"typ\":null"), ("typ a number", ",\"kid\":\"rsa\",\"typ\":1"),
        ("typ a list", ",\"kid\":\"rsa\",\"typ\":[\"JWT\"]"), ("typ with a blank", ",\"kid\":\"rsa\",\"typ\":\"JWT \""), ("an empty crit", ",\"kid\":\"rsa\",\"crit\":[]"),
        ("crit null", ",\"kid\":\"rsa\",\"crit\":null"), ("crit a string", ",\"kid\":\"rsa\",\"crit\":\"exp\""), ("crit false", ",\"kid\":\"rsa\",\"crit\":false"),
        ("crit for a payload that is not encoded", ",\"kid\":\"rsa\",\"crit\":[\"b64\"],\"b64\":false"), ("crit for a known claim", ",\"kid\":\"rsa\",\"crit\":[\"exp\"],\"exp\":1"),
        ("crit for a known member", ",\"kid\":\"rsa\",\"crit\":[\"alg\"]"), ("crit for an unknown member", ",\"kid\":\"rsa\",\"crit\":[\"urn:example\"],\"urn:example\":1"),
    ];

    private static readonly string[] UnknownKeyIds =
    [
        "unknown", "RSA", "rsa ", " rsa", "rsа", "../../etc/passwd", "/dev/null", "rsa' OR '1'='1", "rsa\\u0009", "https://evil.example/jwks.json", "rsa&issuer=https://evil.example",
        "rsa%00", "*", "%", "{{kid}}", "rsa,p256", "0",
    ];

    public static IEnumerable<HostileCase> All { get; } =
    [
        new("header: no alg", DenialReason.UnsupportedAlgorithm, w => w.WithHeader("""{"kid":"rsa"}""")),
        .. BadAlgorithms.Select(json => new HostileCase(
            $"header: alg {json}", DenialReason.UnsupportedAlgorithm, w => w.WithHeader($$"""{"alg":{{json}},"kid":"rsa"}"""))),
        .. BadMembers.Select(m => new HostileCase(
            $"header: {m.Name}", DenialReason.UnsupportedHeader, w => w.WithHeader($$"""{"alg":"RS256"{{m.Members}}}"""))),
        .. UnknownKeyIds.Select(id => new HostileCase(
            $"header: kid {id}", DenialReason.UnknownKey, w => w.WithHeader($$"""{"alg":"RS256","kid":"{{id}}"}"""))),
        .. new[] { "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256" }.SelectMany(member => new[]
        {
            new HostileCase($"header: {member} brings the key for a known kid", DenialReason.BadSignature, w => BringsItsKey(w, member, "rsa")),
            new HostileCase($"header: {member} brings the key for a new kid", DenialReason.UnknownKey, w => BringsItsKey(w, member, "mine")),
        }),
        new("header: a compressed payload", DenialReason.MalformedIdToken, w => HostileWorld.Signed(
            System.Text.Encoding.UTF8.GetBytes("""{"alg":"RS256","kid":"rsa","zip":"DEF"}"""), Deflated(w.Claims.ToJsonString()))),
        new("header: an ID token inside an ID token", DenialReason.MalformedIdToken, w => HostileWorld.Signed("""{"alg":"RS256","kid":"rsa","cty":"JWT"}""", w.Good())),
    ];

    private static string BringsItsKey(HostileWorld world, string member, string keyId)
    {
        var attacker = HostileWorld.Attacker;
        var header = new JsonObject
        {
            ["alg"] = "RS256",
            ["kid"] = keyId,
            [member] = member switch
            {
                "jwk" => attacker.Jwk.With("kid", keyId),
                "x5c" => new JsonArray(Convert.ToBase64String(attacker.Rsa.ExportSubjectPublicKeyInfo())),
                "jku" or "x5u" => "https://evil.example/keys",
                _ => "dGh1bWJwcmludA",
            },
        };
        return attacker.Sign(world.Claims, header);
    }

    private static byte[] Deflated(string text)
    {
        using var stream = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(stream, System.IO.Compression.CompressionLevel.Optimal))
        {
            deflate.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }
}
