using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>An RSA key (RFC 7518 §6.3) for RS256 to RS512 (§3.3) and PS256 to PS512 (§3.5).</summary>
internal sealed class RsaKey : PublicKey
{
    private const int MinBits = 2048;

    /// <summary>A larger modulus costs more to check than an honest issuer needs.</summary>
    private const int MaxBits = 8192;

    private const int MaxExponentBytes = 4;

    private readonly Imported<RSA> keys;

    private RsaKey(Imported<RSA> keys) => this.keys = keys;

    public static new RsaKey? FromJwk(JsonElement jwk)
    {
        // RFC 7518 §6.3.1: the fewest bytes that hold the number, so the first is not zero. Even numbers are no such keys,
        // and with the exponent 1 everybody can sign.
        if (JwkMembers.Bytes(jwk, "n") is not [> 0, ..] modulus || (modulus[^1] & 1) == 0
            || JwkMembers.Bytes(jwk, "e") is not [> 0, ..] exponent || (exponent[^1] & 1) == 0
            || exponent is [1] || exponent.Length > MaxExponentBytes)
        {
            return null;
        }

        var bits = ((modulus.Length - 1) * 8) + BitOperations.Log2(modulus[0]) + 1;
        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        return bits is >= MinBits and <= MaxBits && Imported<RSA>.Try(() => RSA.Create(parameters)) is { } keys ? new RsaKey(keys) : null;
    }

    public override bool Fits(SignatureAlgorithm algorithm) => algorithm.Scheme is SignatureScheme.RsaPkcs1 or SignatureScheme.RsaPss;

    public override bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // PSS here has a salt as long as the hash (RFC 7518 §3.5); the platform checks no other.
        var padding = algorithm.Scheme == SignatureScheme.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var rsa = keys.Take();
        try
        {
            return rsa.VerifyData(data, signature, algorithm.Hash, padding);
        }
        finally
        {
            keys.Return(rsa);
        }
    }
}
