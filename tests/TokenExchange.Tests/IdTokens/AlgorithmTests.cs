using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>Every algorithm with its key, with every other key, and with what attackers make of its signatures.</summary>
public sealed class AlgorithmTests
{
    public static TheoryData<string> Algorithms() => [.. IdTokenAlgorithms.All];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Takes_a_signature_of_an_algorithm_that_the_issuer_may_use(string algorithm) =>
        Assert.IsType<SignatureVerification.Good>(Authenticate(TestSigner.For(algorithm).Sign(algorithm), algorithm));

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Refuses_a_good_signature_of_an_algorithm_that_the_issuer_may_not_use(string algorithm)
    {
        var others = IdTokenAlgorithms.All.Where(other => SignatureAlgorithm.Find(other) != SignatureAlgorithm.Find(algorithm)).ToArray();

        AssertRefused(DenialReason.UnsupportedAlgorithm, TestSigner.For(algorithm).Sign(algorithm), others);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Refuses_an_algorithm_with_a_key_of_another_type_or_curve(string algorithm)
    {
        foreach (var signer in TestSigner.All.Where(signer => signer != TestSigner.For(algorithm)))
        {
            var idToken = signer.Sign(algorithm, signature: _ => new byte[64]);

            AssertRefused(DenialReason.UnsuitableKey, idToken, [.. IdTokenAlgorithms.All], signer.Key());
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Refuses_an_algorithm_that_the_key_is_not_for(string algorithm)
    {
        var signer = TestSigner.For(algorithm);
        foreach (var other in SignatureAlgorithm.All.Where(other => other != SignatureAlgorithm.Find(algorithm) && TestSigner.For(other.Name) == signer))
        {
            AssertRefused(DenialReason.UnsuitableKey, signer.Sign(algorithm), [.. IdTokenAlgorithms.All], signer.Key(onlyFor: other.Name));
        }
    }

    [Theory]
    [InlineData("RS256", "RS384")]
    [InlineData("RS256", "RS512")]
    [InlineData("RS256", "PS256")]
    [InlineData("RS512", "PS512")]
    [InlineData("PS256", "RS256")]
    [InlineData("PS256", "PS384")]
    [InlineData("PS512", "PS256")]
    [InlineData("RS384", "RS256")]
    public void Refuses_a_signature_of_the_same_key_by_another_algorithm(string said, string used)
    {
        var signer = TestSigner.For(said);

        AssertRefused(DenialReason.BadSignature, signer.Sign(said, signature: input => signer.SignBytes(used, input)), [said, used]);
    }

    [Theory]
    [InlineData("ES256", 32)]
    [InlineData("ES384", 48)]
    [InlineData("ES512", 66)]
    public void Refuses_what_is_no_P1363_signature(string algorithm, int bytes)
    {
        var signer = TestSigner.For(algorithm);
        var forms = new Func<byte[], byte[]>[]
        {
            _ => new byte[2 * bytes],
            good => [.. new byte[bytes], .. good[bytes..]],
            good => [.. good[..bytes], .. new byte[bytes]],
            good => good[..^1],
            good => [.. good, 0],
            good => [0, .. good[..bytes], 0, .. good[bytes..]],
            good => [.. good[bytes..], .. good[..bytes]],
            good => [.. Enumerable.Repeat((byte)0xFF, good.Length)],
            good => [.. good[..bytes], .. Enumerable.Repeat((byte)0xFF, bytes)],
            _ => [],
            _ => [1],
        };
        foreach (var form in forms)
        {
            var compact = signer.Sign(algorithm, signature: input => form(signer.SignBytes(algorithm, input)));
            Assert.False(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(compact), out var idToken, out _) && IsGood(SignedIdToken.Authenticate(idToken, TestSigner.Policy(algorithm), signer.Key())));
        }

        AssertRefused(DenialReason.BadSignature, signer.Sign(algorithm, signature: input => signer.SignBytes(algorithm + "DER", input)), [algorithm]);
    }

    [Fact]
    public void Refuses_the_other_spelling_of_an_Ed25519_signature()
    {
        // RFC 8032 §5.1.7: s and s + L would both hold if s was not compared with L.
        var order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var signer = TestSigner.For("EdDSA");

        AssertRefused(DenialReason.BadSignature, signer.Sign("EdDSA", signature: input =>
        {
            var good = signer.SignBytes("EdDSA", input);
            var s = new BigInteger(good.AsSpan(32), isUnsigned: true) + order;
            var bytes = new byte[32];
            Assert.True(s.TryWriteBytes(bytes, out _, isUnsigned: true));
            return [.. good[..32], .. bytes];
        }), ["EdDSA"]);
    }

    [Fact]
    public void Ed25519_and_EdDSA_are_two_names_of_one_algorithm()
    {
        var signer = TestSigner.For("EdDSA");

        foreach (var (said, allowed, keyFor) in new[] { ("Ed25519", "EdDSA", "EdDSA"), ("EdDSA", "Ed25519", "Ed25519"), ("Ed25519", "Ed25519", "EdDSA") })
        {
            var verification = SignedIdToken.Authenticate(Parse(signer.Sign(said)), TestSigner.Policy(allowed), signer.Key(onlyFor: keyFor));

            Assert.IsType<SignatureVerification.Good>(verification);
        }
    }

    [Fact]
    public void The_names_that_can_be_configured_are_those_that_are_known()
    {
        Assert.All(IdTokenAlgorithms.All, name => Assert.NotNull(SignatureAlgorithm.Find(name)));
        Assert.All(SignatureAlgorithm.All, algorithm => Assert.Contains(algorithm.Name, IdTokenAlgorithms.All));
        Assert.All(["none", "None", "HS256", "HS384", "HS512", "rs256", "RS256 ", "RSA", "ES256K", "Ed448", "ed25519", "eddsa", "RSA1_5", "dir", ""],
            name => Assert.Null(SignatureAlgorithm.Find(name)));
    }

    /// <summary>RFC 7515 Appendix A.2 to A.4 and RFC 8037 Appendix A.4: keys, signed bytes and signatures that others made.</summary>
    [Theory]
    [MemberData(nameof(Vectors))]
    public void Takes_the_signatures_in_the_RFCs_and_no_other_bytes(string algorithm, string jwk, string input, string signature)
    {
        var key = SigningKey.FromJwk("https://rfc.example", "rfc", JsonSerializer.SerializeToElement(WithKeyId(jwk)))!;
        var data = Encoding.ASCII.GetBytes(input);
        var bytes = Base64UrlText.Decode(signature)!;

        Assert.True(key.Verifies(SignatureAlgorithm.Find(algorithm)!, data, bytes));
        data[^1] ^= 1;
        Assert.False(key.Verifies(SignatureAlgorithm.Find(algorithm)!, data, bytes));
        data[^1] ^= 1;
        bytes[^1] ^= 1;
        Assert.False(key.Verifies(SignatureAlgorithm.Find(algorithm)!, data, bytes));
    }

    public static TheoryData<string, string, string, string> Vectors()
    {
        const string joe = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        return new()
        {
            {
                "RS256",
                """{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}""",
                $"eyJhbGciOiJSUzI1NiJ9.{joe}",
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
            },
            {
                "ES256",
                """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""",
                $"eyJhbGciOiJFUzI1NiJ9.{joe}",
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
            },
            {
                "ES512",
                """{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}""",
                "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA",
                "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
            },
            {
                "EdDSA",
                """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
            },
        };
    }

    private static JsonObject WithKeyId(string jwk) => ((JsonObject)JsonNode.Parse(jwk)!).With("kid", "rfc");

    private static SignatureVerification Authenticate(string compact, string algorithm) =>
        SignedIdToken.Authenticate(Parse(compact), TestSigner.Policy(algorithm), TestSigner.For(algorithm).Key());

    private static void AssertRefused(DenialReason expected, string compact, string[] allowed, SigningKey? key = null)
    {
        var idToken = Parse(compact);
        var verification = SignedIdToken.Authenticate(idToken, TestSigner.Policy(allowed), key ?? TestSigner.For(idToken.Algorithm.Name).Key());

        Assert.Equal(new SignatureVerification.Refused(expected), verification);
    }

    private static bool IsGood(SignatureVerification verification) => verification is SignatureVerification.Good;

    private static UnverifiedIdToken Parse(string compact)
    {
        Assert.True(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(compact), out var idToken, out _));
        return idToken;
    }
}
