using System.Security.Cryptography;
using System.Text.Json;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>A key on P-256, P-384 or P-521 (RFC 7518 §6.2), each for its one algorithm (§3.4).</summary>
internal sealed class EcKey : PublicKey
{
    private readonly string algorithm;
    private readonly int coordinateBytes;
    private readonly Imported<ECDsa> keys;

    private EcKey(string algorithm, int coordinateBytes, Imported<ECDsa> keys)
    {
        this.algorithm = algorithm;
        this.coordinateBytes = coordinateBytes;
        this.keys = keys;
    }

    public static new EcKey? FromJwk(JsonElement jwk) => JwkMembers.Text(jwk, "crv") switch
    {
        "P-256" => OnCurve(jwk, "ES256", 32, ECCurve.NamedCurves.nistP256),
        "P-384" => OnCurve(jwk, "ES384", 48, ECCurve.NamedCurves.nistP384),
        "P-521" => OnCurve(jwk, "ES512", 66, ECCurve.NamedCurves.nistP521),
        _ => null,
    };

    public override bool Fits(SignatureAlgorithm algorithm) => string.Equals(algorithm.Name, this.algorithm, StringComparison.Ordinal);

    public override bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // RFC 7518 §3.4: r and s side by side, each of the curve's full length. The DER form of other standards is refused.
        if (signature.Length != 2 * coordinateBytes || IsZero(signature[..coordinateBytes]) || IsZero(signature[coordinateBytes..]))
        {
            return false;
        }

        var ec = keys.Take();
        try
        {
            return ec.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            keys.Return(ec);
        }
    }

    private static EcKey? OnCurve(JsonElement jwk, string algorithm, int bytes, ECCurve curve)
    {
        // RFC 7518 §6.2.1.2: the coordinates have the full length of the field.
        if (JwkMembers.Bytes(jwk, "x") is not { } x || JwkMembers.Bytes(jwk, "y") is not { } y || x.Length != bytes || y.Length != bytes)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } };
        return Imported<ECDsa>.Try(() => ECDsa.Create(parameters)) is { } keys ? new EcKey(algorithm, bytes, keys) : null;
    }

    /// <summary>Zeros once passed as a signature of everything in another platform (CVE-2022-21449); here they never reach one.</summary>
    private static bool IsZero(ReadOnlySpan<byte> number) => !number.ContainsAnyExcept((byte)0);
}
