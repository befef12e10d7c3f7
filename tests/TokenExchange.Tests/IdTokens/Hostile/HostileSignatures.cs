using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>Signatures that somebody else made, or of something else, or that are none (RFC 8725 §2.1, §3.3).</summary>
internal static class HostileSignatures
{
    private static readonly (string Algorithm, int Half)[] Curves = [("ES256", 32), ("ES384", 48), ("ES512", 66)];

    public static IEnumerable<HostileCase> All { get; } =
    [
        .. new[] { ("RS256", "PS256"), ("PS256", "RS256"), ("RS256", "RS384"), ("RS256", "RS512"), ("RS384", "RS256"), ("PS256", "PS384"), ("PS512", "PS256") }.Select(pair =>
            Case($"{pair.Item2} under the name of {pair.Item1}", pair.Item1, (signer, input) => signer.SignBytes(pair.Item2, input))),
        Case("an HMAC with the public key as DER", "RS256", (_, input) => Hmac(PublicKey.ExportSubjectPublicKeyInfo(), input)),
        Case("an HMAC with the public key as PEM", "RS256", (_, input) => Hmac(Encoding.ASCII.GetBytes(PublicKey.ExportSubjectPublicKeyInfoPem()), input)),
        Case("an HMAC with nothing", "RS256", (_, input) => Hmac([], input)),
        .. new[] { "HS256", "HS384", "HS512" }.Select(name => new HostileCase(
            $"signature: {name} with the public key as its secret", DenialReason.UnsupportedAlgorithm, w => WithHmac(w, name))),
        .. new[] { 1, 255, 256, 257, 512, 2048 }.Select(length => Case($"{length} zeros", "RS256", (_, _) => new byte[length])),
        Case("the number 1", "RS256", (_, _) => [.. new byte[255], 1]),
        Case("the largest number", "RS256", (_, _) => [.. Enumerable.Repeat((byte)0xFF, 256)]),
        Case("the modulus", "RS256", (_, _) => PublicKey.ExportParameters(false).Modulus!),
        Case("the digest itself", "RS256", (_, input) => SHA256.HashData(Encoding.ASCII.GetBytes(input))),
        Case("a byte more in front", "RS256", (signer, input) => [0, .. signer.SignBytes("RS256", input)]),
        Case("a byte more at the end", "RS256", (signer, input) => [.. signer.SignBytes("RS256", input), 0]),
        Case("a byte less", "RS256", (signer, input) => signer.SignBytes("RS256", input)[..^1]),
        Case("one bit turned", "RS256", (signer, input) => Turned(signer.SignBytes("RS256", input))),
        Case("of the payload alone", "RS256", (signer, input) => signer.SignBytes("RS256", input.Split('.')[1])),
        Case("of the header alone", "RS256", (signer, input) => signer.SignBytes("RS256", input.Split('.')[0])),
        Case("of the parts without the dot", "RS256", (signer, input) => signer.SignBytes("RS256", input.Replace(".", "", StringComparison.Ordinal))),
        Case("of what is encoded", "RS256", (signer, input) => signer.SignBytes("RS256", Decoded(input))),
        Case("of another ID token", "RS256", (signer, _) => signer.SignBytes("RS256", "eyJhbGciOiJSUzI1NiJ9.e30")),
        Case("with SHA-1", "RS256", (_, input) => Sha1(input)),
        .. Curves.SelectMany(curve => EcCases(curve.Algorithm, curve.Half)),
        Case("64 zeros", "EdDSA", (_, _) => new byte[64]),
        Case("a zero s", "EdDSA", (signer, input) => [.. signer.SignBytes("EdDSA", input)[..32], .. new byte[32]]),
        Case("an identity point and a zero s", "EdDSA", (_, _) => [1, .. new byte[63]]),
        Case("63 bytes", "EdDSA", (signer, input) => signer.SignBytes("EdDSA", input)[..63]),
        Case("65 bytes", "EdDSA", (signer, input) => [.. signer.SignBytes("EdDSA", input), 0]),
        Case("one bit turned", "EdDSA", (signer, input) => Turned(signer.SignBytes("EdDSA", input))),
        Changed("another payload under a good signature", w => w.Parts((h, _, s) => $"{h}.{TestSigner.Encode(w.Claims.With("repository", "octo-org/other").ToJsonString())}.{s}")),
        Changed("the payload with a blank", w => w.Parts((h, p, s) => $"{h}.{Spaced(p)}.{s}")),
        Changed("the header with a blank", w => w.Parts((h, p, s) => $"{Spaced(h)}.{p}.{s}")),
        Changed("a claim added", w => w.Parts((h, p, s) => $"{h}.{TestSigner.Encode(Json(p)[..^1] + ",\"admin\":true}")}.{s}")),
        Changed("another algorithm of the same key in the header", w => w.Parts((_, p, s) => $"{TestSigner.Encode(HostileWorld.Header("PS256"))}.{p}.{s}")),
        new("signature: of the same issuer's other key", DenialReason.UnsuitableKey, w => w.Parts((_, p, s) => $"{TestSigner.Encode("""{"alg":"RS256","kid":"p256"}""")}.{p}.{s}")),
        Changed("of somebody with a key of the same name", w => HostileWorld.Attacker.Sign(w.Claims, new() { ["alg"] = "RS256", ["kid"] = "rsa" })),
    ];

    private static RSA PublicKey
    {
        get
        {
            var jwk = TestSigner.For("RS256").Jwk;
            return RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string)jwk["n"]!), Exponent = Base64Url.DecodeFromChars((string)jwk["e"]!) });
        }
    }

    private static IEnumerable<HostileCase> EcCases(string algorithm, int half) =>
    [
        Case("r = s = 0", algorithm, (_, _) => new byte[2 * half]),
        Case("r = 0", algorithm, (signer, input) => [.. new byte[half], .. signer.SignBytes(algorithm, input)[half..]]),
        Case("s = 0", algorithm, (signer, input) => [.. signer.SignBytes(algorithm, input)[..half], .. new byte[half]]),
        Case("r = s = 1", algorithm, (_, _) => [.. new byte[half - 1], 1, .. new byte[half - 1], 1]),
        Case("numbers beyond the order", algorithm, (_, _) => [.. Enumerable.Repeat((byte)0xFF, 2 * half)]),
        Case("r and s exchanged", algorithm, (signer, input) => signer.SignBytes(algorithm, input) is var good ? [.. good[half..], .. good[..half]] : []),
        Case("the DER form", algorithm, (signer, input) => signer.SignBytes(algorithm + "DER", input)),
        Case("a byte less", algorithm, (signer, input) => signer.SignBytes(algorithm, input)[..^1]),
        Case("zeros in front of each half", algorithm, (signer, input) => signer.SignBytes(algorithm, input) is var good ? [0, .. good[..half], 0, .. good[half..]] : []),
    ];

    private static HostileCase Case(string name, string algorithm, Func<TestSigner, string, byte[]> sign) => Changed($"{algorithm}, {name}", w =>
    {
        var input = $"{TestSigner.Encode(HostileWorld.Header(algorithm))}.{TestSigner.Encode(w.Claims.ToJsonString())}";
        return $"{input}.{Base64Url.EncodeToString(sign(TestSigner.For(algorithm), input))}";
    });

    private static HostileCase Changed(string name, Func<HostileWorld, string> make) => new($"signature: {name}", DenialReason.BadSignature, make);

    private static string WithHmac(HostileWorld world, string algorithm)
    {
        var input = $"{TestSigner.Encode($$"""{"alg":"{{algorithm}}","kid":"rsa"}""")}.{TestSigner.Encode(world.Claims.ToJsonString())}";
        return $"{input}.{Base64Url.EncodeToString(Hmac(PublicKey.ExportSubjectPublicKeyInfo(), input))}";
    }

    private static byte[] Hmac(byte[] secret, string input) => HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input));

    private static byte[] Turned(byte[] signature)
    {
        signature[signature.Length / 2] ^= 1;
        return signature;
    }

    private static string Json(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));

    private static string Spaced(string part) => TestSigner.Encode(Json(part) + " ");

    private static string Decoded(string input) => string.Join('.', input.Split('.').Select(Json));

    private static byte[] Sha1(string input) => TestSigner.For("RS256").SignBytes("RS1", input);
}
