using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustedPublishing.JwksCache.KeySets;

/// <summary>What became of one member of a JWK set.</summary>
internal abstract record JwkReading
{
    private JwkReading()
    {
    }

    public sealed record Usable(SigningKey Key) : JwkReading;

    public sealed record Unusable(string Why) : JwkReading;
}

/// <summary>Reads one JSON Web Key (RFC 7517, RFC 7518 §6, RFC 8037) as a key that may verify ID tokens.</summary>
internal static class Jwk
{
    private const int LongestKeyId = 256;
    private const int SmallestModulus = 2048;
    private const int LargestModulus = 8192;

    // RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2: what only the owner of a key may have.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    private static readonly Dictionary<string, (string Algorithm, ECCurve Curve, int Bytes)> Curves = new(StringComparer.Ordinal)
    {
        ["P-256"] = ("ES256", ECCurve.NamedCurves.nistP256, 32),
        ["P-384"] = ("ES384", ECCurve.NamedCurves.nistP384, 48),
        ["P-521"] = ("ES512", ECCurve.NamedCurves.nistP521, 66),
    };

    public static JwkReading Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object)
        {
            return new JwkReading.Unusable("not an object");
        }

        if (Text(jwk, "kid") is not { Length: > 0 and <= LongestKeyId } keyId || keyId.Any(char.IsControl))
        {
            return new JwkReading.Unusable("no usable kid");
        }

        // An issuer that publishes a private key has no secret to sign with any more.
        if (PrivateMembers.Any(member => jwk.TryGetProperty(member, out _)))
        {
            return new JwkReading.Unusable("holds private members");
        }

        return IsForSignatures(jwk)
            ? Text(jwk, "kty") switch
            {
                "RSA" => ReadRsa(jwk, keyId),
                "EC" => ReadEc(jwk, keyId),
                "OKP" => ReadOkp(jwk, keyId),
                _ => new JwkReading.Unusable("unknown kty"),
            }
            : new JwkReading.Unusable("not for signatures");
    }

    /// <summary>RFC 7517 §4.2 and §4.3: absent, or it says so.</summary>
    private static bool IsForSignatures(JsonElement jwk)
    {
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "sig")
        {
            return false;
        }

        return !jwk.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(o => o.ValueKind == JsonValueKind.String && o.ValueEquals("verify")));
    }

    private static JwkReading ReadRsa(JsonElement jwk, string keyId)
    {
        if (Algorithm(jwk, RsaAlgorithms) is not { } algorithm)
        {
            return new JwkReading.Unusable("alg does not fit kty");
        }

        if (Integer(jwk, "n") is not { } modulus || Integer(jwk, "e") is not { } exponent)
        {
            return new JwkReading.Unusable("n or e is not base64url");
        }

        var bits = BitLength(modulus);
        if (bits is < SmallestModulus or > LargestModulus || IsEven(modulus))
        {
            return new JwkReading.Unusable("modulus too small, too large or even");
        }

        // With e = 1 everybody can sign; more than 32 bits only cost time.
        if (BitLength(exponent) is < 2 or > 32 || IsEven(exponent))
        {
            return new JwkReading.Unusable("exponent out of range");
        }

        return Usable(keyId, algorithm, [("e", Encode(exponent)), ("kty", "RSA"), ("n", Encode(modulus))]);
    }

    private static JwkReading ReadEc(JsonElement jwk, string keyId)
    {
        if (Text(jwk, "crv") is not { } name || !Curves.TryGetValue(name, out var curve))
        {
            return new JwkReading.Unusable("unknown crv");
        }

        if (Algorithm(jwk, [curve.Algorithm]) is not { } algorithm)
        {
            return new JwkReading.Unusable("alg does not fit crv");
        }

        // RFC 7518 §6.2.1.2: the coordinates have the full length of the field.
        if (Bytes(jwk, "x") is not { } x || Bytes(jwk, "y") is not { } y || x.Length != curve.Bytes || y.Length != curve.Bytes || !IsOnCurve(curve.Curve, x, y))
        {
            return new JwkReading.Unusable("not a point of the curve");
        }

        return Usable(keyId, algorithm, [("crv", name), ("kty", "EC"), ("x", Base64Url.EncodeToString(x)), ("y", Base64Url.EncodeToString(y))]);
    }

    private static JwkReading ReadOkp(JsonElement jwk, string keyId)
    {
        if (Text(jwk, "crv") != "Ed25519" || Bytes(jwk, "x") is not { Length: 32 } x)
        {
            return new JwkReading.Unusable("not an Ed25519 key");
        }

        // RFC 9864 §2.2 gives Ed25519 a name of its own beside RFC 8037's EdDSA.
        return Algorithm(jwk, ["EdDSA", "Ed25519"]) is { } algorithm
            ? Usable(keyId, algorithm, [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64Url.EncodeToString(x))])
            : new JwkReading.Unusable("alg does not fit crv");
    }

    /// <param name="keyId">The key's id.</param>
    /// <param name="algorithm">Empty when the issuer names none.</param>
    /// <param name="required">The members that identify the key, in the order of RFC 7638 §3.</param>
    private static JwkReading.Usable Usable(string keyId, string algorithm, (string Name, string Value)[] required)
    {
        var canonical = "{" + string.Join(',', required.Select(m => $"\"{m.Name}\":\"{m.Value}\"")) + "}";
        var members = required.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        members["kid"] = keyId;
        members["use"] = "sig";
        if (algorithm.Length > 0)
        {
            members["alg"] = algorithm;
        }

        return new JwkReading.Usable(new SigningKey
        {
            KeyId = keyId,
            Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical))),
            Jwk = members,
        });
    }

    /// <summary>The key's <c>alg</c>, empty if it has none, or null if it is not one of <paramref name="fitting"/>.</summary>
    private static string? Algorithm(JsonElement jwk, string[] fitting) =>
        !jwk.TryGetProperty("alg", out _) ? "" : Text(jwk, "alg") is { } given && fitting.Contains(given, StringComparer.Ordinal) ? given : null;

    private static bool IsOnCurve(ECCurve curve, byte[] x, byte[] y)
    {
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>RFC 7518 §2: without leading zeros. Some issuers write them all the same, so they are dropped.</summary>
    private static byte[]? Integer(JsonElement jwk, string name)
    {
        var bytes = Bytes(jwk, name)?.AsSpan().TrimStart((byte)0).ToArray();
        return bytes is { Length: > 0 } ? bytes : null;
    }

    /// <summary>RFC 7515 §2: base64url without padding, white space or line breaks.</summary>
    private static byte[]? Bytes(JsonElement jwk, string name) =>
        Text(jwk, name) is { Length: > 0 } text && text.All(IsBase64Url) && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static bool IsBase64Url(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static int BitLength(byte[] integer) => (integer.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount((uint)integer[0]) + 24;

    private static bool IsEven(byte[] integer) => (integer[^1] & 1) == 0;

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
