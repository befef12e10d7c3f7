using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Tests.Fetching;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.JwksCache.Tests.KeySets;

/// <summary>Many thousand mutated documents, always the same ones: a reason or usable keys, and nothing thrown.</summary>
public sealed class MutatedKeySetTests
{
    private const int Seed = 20261123;
    private const int Budget = 20_000;

    [Fact]
    public void No_mutated_document_throws()
    {
        var mutator = new Mutator(Seed, [Encoding.UTF8.GetBytes(Set(JwkTests.Rsa(), Ec(), Edwards()))]);
        var usable = 0;
        for (var i = 0; i < Budget; i++)
        {
            if (JwkSet.Read(mutator.Next(), maximumKeys: 10) is JwkSetReading.Usable read)
            {
                usable++;
                Assert.InRange(read.Keys.Count, 1, 10);
                Assert.Equal(read.Keys.Count, read.Keys.Select(key => key.KeyId).Distinct(StringComparer.Ordinal).Count());
                Assert.All(read.Keys, key => Assert.DoesNotContain(key.Jwk.Keys, member => member is "d" or "k" or "p" or "q"));
            }
        }

        Assert.InRange(usable, Budget / 100, Budget);
    }

    [Fact]
    public void No_mutated_discovery_leads_elsewhere()
    {
        const string issuer = "https://ci.example/path";
        var policy = FetchPolicyTests.Policy(issuer);
        var mutator = new Mutator(Seed,
        [
            """{"issuer":"https://ci.example/path","jwks_uri":"https://ci.example/keys","scopes_supported":["openid"]}"""u8.ToArray(),
            """{"issuer":"https://ci.example/path","jwks_uri":"https://evil.example/keys"}"""u8.ToArray(),
            """{"issuer":"https://evil.example","jwks_uri":"http://169.254.169.254/keys"}"""u8.ToArray(),
        ]);
        for (var i = 0; i < Budget; i++)
        {
            if (DiscoveryDocument.Read(mutator.Next(), issuer, policy) is DiscoveryReading.Usable usable)
            {
                Assert.Equal(("https", "ci.example", 443), (usable.KeySetAddress.Scheme, usable.KeySetAddress.Host, usable.KeySetAddress.Port));
            }
        }
    }

    private static string Set(params JsonNode[] keys) => new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString();

    private static JsonObject Ec() => new()
    {
        ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "ec", ["alg"] = "ES256",
        ["x"] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", ["y"] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    };

    private static JsonObject Edwards() => new() { ["kty"] = "OKP", ["crv"] = "Ed25519", ["kid"] = "ed", ["x"] = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
}
