using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.Tests;

/// <summary>An ID token taken apart, and checked against a JWK set by nothing but the platform's RSA.</summary>
internal sealed record Jwt(JsonObject Header, JsonObject Claims, string SigningInput, byte[] Signature)
{
    public static Jwt Parse(string value)
    {
        var parts = value.Split('.');
        Assert.Equal(3, parts.Length);
        return new Jwt(Decode(parts[0]), Decode(parts[1]), $"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2]));
    }

    public string? this[string claim] => (string?)Claims[claim];

    public bool IsSignedBy(JsonObject keySet)
    {
        var key = keySet["keys"]!.AsArray().SingleOrDefault(k => (string?)k!["kid"] == (string?)Header["kid"]);
        if (key is null)
        {
            return false;
        }

        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars((string)key["n"]!),
            Exponent = Base64Url.DecodeFromChars((string)key["e"]!),
        });
        Assert.Equal(2048, rsa.KeySize);
        return rsa.VerifyData(Encoding.ASCII.GetBytes(SigningInput), Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static JsonObject Decode(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
}
