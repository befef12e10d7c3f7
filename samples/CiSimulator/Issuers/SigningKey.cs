using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.Issuers;

/// <summary>A 2048-bit RSA key pair of a simulated issuer. It lives as long as the process and is never written down.</summary>
internal sealed class SigningKey
{
    private readonly RSA rsa = RSA.Create(2048);
    private readonly string modulus;
    private readonly string exponent;

    public SigningKey()
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        modulus = Base64Url.EncodeToString(parameters.Modulus);
        exponent = Base64Url.EncodeToString(parameters.Exponent);

        // RFC 7638 §3.2: the required members in lexicographic order, without white space.
        var canonical = $$"""{"e":"{{exponent}}","kty":"RSA","n":"{{modulus}}"}""";
        KeyId = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    public string KeyId { get; }

    public byte[] Sign(byte[] input) => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public JsonObject ToJwk() => new()
    {
        ["kty"] = "RSA",
        ["alg"] = "RS256",
        ["use"] = "sig",
        ["kid"] = KeyId,
        ["n"] = modulus,
        ["e"] = exponent,
    };
}
