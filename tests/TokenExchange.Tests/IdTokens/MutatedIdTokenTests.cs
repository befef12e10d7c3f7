using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>
/// Many thousand mutated inputs, always the same ones: nothing throws, and nothing is accepted that was not signed. The
/// budget is a number of inputs, so that a run takes seconds; raise it for a night.
/// </summary>
public sealed class MutatedIdTokenTests
{
    private const int Seed = 20261123;
    private const int Budget = 40_000;

    private static readonly HostileWorld World = new(SampleClaims.Now);

    private static readonly List<string> Good = [.. AlgorithmTests.Algorithms().Select(algorithm => World.Good(algorithm.Data))];

    private static readonly Dictionary<string, SigningKey> Keys = TestSigner.All.ToDictionary(signer => signer.KeyId, signer => signer.Key(), StringComparer.Ordinal);

    [Fact]
    public void No_mutated_id_token_is_accepted()
    {
        var mutator = new Mutator(Seed, [.. Good.Select(Encoding.Latin1.GetBytes)]);
        var checkedSignatures = 0;
        for (var i = 0; i < Budget; i++)
        {
            checkedSignatures += AssertNotAccepted(Encoding.Latin1.GetString(mutator.Next())) ? 1 : 0;
        }

        Assert.True(checkedSignatures > Budget / 50, $"Only {checkedSignatures} came as far as the signature.");
    }

    [Fact]
    public void No_mutated_header_or_payload_is_accepted_under_the_old_signature()
    {
        var mutator = new Mutator(Seed, [.. Good.SelectMany(compact => compact.Split('.')[..2]).Select(part => Base64Url.DecodeFromChars(part))]);
        var random = new Random(Seed);
        var checkedSignatures = 0;
        for (var i = 0; i < Budget; i++)
        {
            var part = Base64Url.EncodeToString(mutator.Next());
            var parts = Good[random.Next(Good.Count)].Split('.');
            checkedSignatures += AssertNotAccepted(random.Next(2) == 0 ? $"{part}.{parts[1]}.{parts[2]}" : $"{parts[0]}.{part}.{parts[2]}") ? 1 : 0;
        }

        Assert.True(checkedSignatures > Budget / 50, $"Only {checkedSignatures} came as far as the signature.");
    }

    [Fact]
    public void Every_signed_payload_is_accepted_or_refused_with_a_reason()
    {
        var signer = TestSigner.For("EdDSA");
        var mutator = new Mutator(Seed, [Encoding.UTF8.GetBytes(World.Claims.ToJsonString()), Encoding.UTF8.GetBytes(SampleClaims.GitLab().ToJsonString())]);
        for (var i = 0; i < Budget / 20; i++)
        {
            var payload = mutator.Next();
            var reason = World.Judge(HostileWorld.Signed(Encoding.UTF8.GetBytes(HostileWorld.Header("EdDSA")), payload, "EdDSA"));

            // Only what is still JSON, from this issuer, to this audience and for now may pass.
            Assert.True(reason is not null || IsStillGood(payload), Encoding.UTF8.GetString(payload));
        }
    }

    [Fact]
    public void Strict_JSON_means_the_same_to_a_lenient_reader()
    {
        var mutator = new Mutator(Seed, [.. HostileCase.All.Where(hostile => hostile.Name.StartsWith("JSON: ", StringComparison.Ordinal)).SelectMany(Decoded)]);
        for (var i = 0; i < Budget; i++)
        {
            var json = mutator.Next();
            if (StrictJson.TryParse(json, UnverifiedIdToken.MaxDepth, JsonValueKind.Object, out var strict))
            {
                using var lenient = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                Assert.True(JsonElement.DeepEquals(strict, lenient.RootElement), Encoding.UTF8.GetString(json));
            }
        }
    }

    [Fact]
    public void No_mutated_JWK_throws_or_changes_what_the_key_is_for()
    {
        var mutator = new Mutator(Seed, [.. HostileWorld.Jwks().Select(key => Encoding.UTF8.GetBytes(key.Jwk.ToJsonString()))]);
        var (data, signature) = (new byte[10], new byte[64]);
        for (var i = 0; i < Budget / 2; i++)
        {
            if (StrictJson.TryParse(mutator.Next(), UnverifiedIdToken.MaxDepth, JsonValueKind.Object, out var jwk)
                && jwk.TryGetProperty("kid", out var keyId) && keyId.ValueKind == JsonValueKind.String
                && SigningKey.FromJwk(TestSigner.Issuer, keyId.GetString()!, jwk) is { } key)
            {
                Assert.DoesNotContain(SignatureAlgorithm.All, algorithm => key.Verifies(algorithm, data, signature));
                Assert.Contains(SignatureAlgorithm.All, key.IsFor);
            }
        }
    }

    [Property]
    public bool What_base64url_takes_is_its_only_spelling(byte[] bytes, string text) =>
        Base64UrlText.Decode(Base64Url.EncodeToString(bytes))!.SequenceEqual(bytes)
        && (text is null || Base64UrlText.Decode(text) is not { } decoded || Base64Url.EncodeToString(decoded) == text);

    [Fact]
    public void What_base64url_takes_is_its_only_spelling_after_mutations_too()
    {
        var mutator = new Mutator(Seed, [.. Good.SelectMany(compact => compact.Split('.')).Select(Encoding.Latin1.GetBytes)]);
        for (var i = 0; i < Budget; i++)
        {
            var text = Encoding.Latin1.GetString(mutator.Next());
            Assert.True(Base64UrlText.Decode(text) is not { } decoded || Base64Url.EncodeToString(decoded) == text, text);
        }
    }

    [Property]
    public bool Arbitrary_text_is_no_id_token(string text) => !UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(text ?? ""), out _, out var refusal) && refusal is not null;

    /// <summary>True if the signature was what refused it.</summary>
    private static bool AssertNotAccepted(string compact)
    {
        if (Good.Contains(compact, StringComparer.Ordinal) || !UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(compact), out var idToken, out _) || !Keys.TryGetValue(idToken.KeyId, out var key))
        {
            return false;
        }

        var verification = SignedIdToken.Authenticate(idToken, TestSigner.Policy([.. SignatureAlgorithm.All.Select(algorithm => algorithm.Name)]), key);
        Assert.True(verification is SignatureVerification.Refused, compact);
        return verification is SignatureVerification.Refused { Reason.Code: "bad_signature" };
    }

    private static bool IsStillGood(byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        var claims = json.RootElement;
        return claims.GetProperty("iss").GetString() == TestSigner.Issuer
            && claims.GetProperty("aud").ToString() is SampleClaims.Audience or $"[\"{SampleClaims.Audience}\"]"
            && claims.GetProperty("exp").GetDouble() - claims.GetProperty("iat").GetDouble() is > 0 and <= 3600;
    }

    private static IEnumerable<byte[]> Decoded(HostileCase hostile) =>
        hostile.Make(World).Split('.')[..2].Where(part => part.Length is > 0 and < 4000).Select(part => Base64Url.DecodeFromChars(part));
}
