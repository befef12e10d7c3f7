using System.Buffers.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>Keys that the issuer does publish, but not for this (RFC 8725 §3.2, §3.4, §3.5), and algorithms that it may not use.</summary>
internal static class HostileKeys
{
    public static IReadOnlyList<JsonObject> Jwks { get; } =
    [
        Rsa("only-rs256").With("alg", "RS256"),
        Rsa("only-ps512").With("alg", "PS512"),
        Rsa("for-encryption").With("use", "enc"),
        Rsa("for-signing").With("key_ops", new JsonArray("sign")),
        Rsa("for-wrapping").With("key_ops", new JsonArray("wrapKey", "encrypt")),
        Rsa("of-another-algorithm").With("alg", "RSA-OAEP"),
        Rsa("of-an-hmac").With("alg", "HS256"),
        Rsa("exponent-1").With("e", "AQ"),
        Rsa("even-exponent").With("e", "AQAA"),
        Rsa("1024-bits").With("n", Modulus(1024)),
        Rsa("2047-bits").With("n", Modulus(2047)),
        Rsa("8193-bits").With("n", Modulus(8193)),
        Rsa("even-modulus").With("n", Base64Url.EncodeToString([.. Enumerable.Repeat((byte)0xFE, 256)])),
        new() { ["kty"] = "oct", ["kid"] = "symmetric", ["k"] = "c2VjcmV0" },
        Copy("ES256", "off-curve").With("y", Base64Url.EncodeToString(new byte[32])),
        Copy("ES256", "wrong-curve").With("crv", "P-384"),
        Copy("ES256", "es256-for-es384").With("alg", "ES384"),
        Copy("ES256", "secp256k1").With("crv", "secp256k1"),
        Copy("EdDSA", "x25519").With("crv", "X25519"),
        Copy("EdDSA", "small-order").With("x", Base64Url.EncodeToString([1, .. new byte[31]])),
    ];

    private static readonly (string KeyId, string Algorithm)[] Unsuitable =
    [
        ("only-rs256", "RS384"), ("only-rs256", "PS256"), ("only-ps512", "PS256"), ("only-ps512", "RS512"), ("for-encryption", "RS256"), ("for-signing", "RS256"),
        ("for-wrapping", "RS256"), ("of-another-algorithm", "RS256"), ("of-an-hmac", "RS256"), ("exponent-1", "RS256"), ("even-exponent", "RS256"), ("1024-bits", "RS256"),
        ("2047-bits", "RS256"), ("8193-bits", "RS256"), ("even-modulus", "RS256"), ("symmetric", "RS256"), ("off-curve", "ES256"), ("wrong-curve", "ES256"),
        ("wrong-curve", "ES384"), ("es256-for-es384", "ES256"), ("es256-for-es384", "ES384"), ("secp256k1", "ES256"), ("x25519", "EdDSA"), ("small-order", "EdDSA"),
        ("rsa", "ES256"), ("rsa", "EdDSA"), ("p256", "RS256"), ("p256", "PS256"), ("p256", "ES384"), ("p256", "ES512"), ("p256", "EdDSA"), ("p384", "ES256"), ("p521", "ES384"),
        ("ed", "ES256"), ("ed", "RS256"),
    ];

    public static IEnumerable<HostileCase> All { get; } =
    [
        .. Unsuitable.Select(u => new HostileCase($"key: {u.Algorithm} with the key {u.KeyId}", DenialReason.UnsuitableKey, w =>
            w.WithHeader($$"""{"alg":"{{u.Algorithm}}","kid":"{{u.KeyId}}"}""", u.Algorithm))),
        .. new[] { "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519" }.Select(algorithm => new HostileCase(
            $"key: a good {algorithm} signature of an issuer that may use RS256 only", DenialReason.UnsupportedAlgorithm, w => HostileWorld.Signed(
                HostileWorld.Header(algorithm), w.Claims.With("iss", HostileWorld.OnlyRs256).ToJsonString(), algorithm))),
    ];

    private static JsonObject Rsa(string keyId) => Copy("RS256", keyId);

    private static JsonObject Copy(string algorithm, string keyId) => ((JsonObject)TestSigner.For(algorithm).Jwk.DeepClone()).With("kid", keyId);

    private static string Modulus(int bits)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus.AsSpan().Fill(0xFF);
        modulus[0] = (byte)(0xFF >> ((modulus.Length * 8) - bits));
        return Base64Url.EncodeToString(modulus);
    }
}
