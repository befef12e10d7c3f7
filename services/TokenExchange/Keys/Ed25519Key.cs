using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>An Ed25519 key (RFC 8037 §2). The platform has no Ed25519: docs/decisions/0007-ed25519.md.</summary>
internal sealed class Ed25519Key : PublicKey
{
    private const int KeyBytes = 32;
    private const int SignatureBytes = 64;

    private readonly byte[] point;

    private Ed25519Key(byte[] point) => this.point = point;

    /// <summary>The point must be written canonically and have the group's order: small-order points "verify" without a secret.</summary>
    public static new Ed25519Key? FromJwk(JsonElement jwk) =>
        JwkMembers.Text(jwk, "crv") == "Ed25519"
        && JwkMembers.Bytes(jwk, "x") is { Length: KeyBytes } point
        && Ed25519.ValidatePublicKeyFull(point, 0)
            ? new Ed25519Key(point)
            : null;

    public override bool Fits(SignatureAlgorithm algorithm) => algorithm.Scheme == SignatureScheme.Ed25519;

    /// <summary>RFC 8032 §5.1.7; a signature whose second half is not below the group's order is refused, so there is one of each.</summary>
    public override bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && Ed25519.Verify(signature.ToArray(), 0, point, 0, data.ToArray(), 0, data.Length);
}
