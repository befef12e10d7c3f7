using System.Security.Cryptography;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>A key that macaroons' root keys are derived from.</summary>
/// <param name="Id">16 lower-case hex digits; stands in every token.</param>
/// <param name="Secret">32 random bytes.</param>
/// <param name="UseFrom">New tokens are made with it from then on, so that every replica has read the file before.</param>
/// <param name="RetiredAt">Tokens made with it are refused from then on; null while it is in use.</param>
internal sealed record RingKey(string Id, byte[] Secret, DateTimeOffset UseFrom, DateTimeOffset? RetiredAt)
{
    public const int IdLength = 16;
    public const int SecretLength = 32;

    public static RingKey Generate(DateTimeOffset now) => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)), RandomNumberGenerator.GetBytes(SecretLength), now, null);

    public bool IsRetiredAt(DateTimeOffset now) => RetiredAt <= now;

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"ring key {Id}";
}

/// <summary>The keys of this installation, shared by all replicas. Pure.</summary>
internal sealed class KeyRing(IReadOnlyList<RingKey> keys)
{
    private static readonly byte[] Purpose = LengthPrefixed.Text("macaroon root key, version 1");

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RingKey> Keys { get; } =
        [.. keys.OrderByDescending(key => key.UseFrom).ThenBy(key => key.Id, StringComparer.Ordinal)];

    /// <summary>The key for new tokens: the newest whose time has come.</summary>
    public RingKey? ActiveAt(DateTimeOffset now) => Keys.FirstOrDefault(key => key.UseFrom <= now && !key.IsRetiredAt(now));

    public RingKey? Find(string id, DateTimeOffset now) =>
        Keys.FirstOrDefault(key => string.Equals(key.Id, id, StringComparison.Ordinal) && !key.IsRetiredAt(now));

    /// <summary>
    /// HKDF-SHA256 (RFC 5869): one root key for each token id, so that no root key is stored, and none is of use for
    /// another installation or registry.
    /// </summary>
    public static byte[] RootKey(RingKey key, string installationId, string target, Guid tokenId) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        key.Secret,
        outputLength: 32,
        salt: [],
        info: LengthPrefixed.Join(
            Purpose, LengthPrefixed.Text(installationId), LengthPrefixed.Text(target), tokenId.ToByteArray(bigEndian: true)));
}
