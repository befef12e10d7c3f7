using System.Security.Cryptography;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.ServiceDefaults.Secrets;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>
/// Seals the secrets of webhooks with a key that is in a file and not in the database: AES-256-GCM, bound to the webhook. Who reads the database, or a
/// backup of it, cannot sign.
/// </summary>
internal sealed class SecretSeal(byte[] key)
{
    private const int KeyLength = 32;
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Beside the log's key, unless it is set.</summary>
    public static string PathOf(IConfiguration settings) =>
        settings[WebhookOptions.KeyPathSetting] is { Length: > 0 } path ? path
        : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings[LogOptions.KeyPathSetting] ?? throw new InvalidOperationException($"The setting '{LogOptions.KeyPathSetting}' is missing.")))!, "webhook-key");

    public static void CreateIfMissing(IConfiguration settings) =>
        SecretFile.CreateIfMissing(WebhookOptions.KeyPathSetting, PathOf(settings), () => RandomNumberGenerator.GetBytes(KeyLength));

    public static SecretSeal Read(IConfiguration settings)
    {
        var key = SecretFile.Read(WebhookOptions.KeyPathSetting, PathOf(settings));
        return key.Length == KeyLength ? new SecretSeal(key) : throw new InvalidOperationException($"{WebhookOptions.KeyPathSetting}: the file does not hold {KeyLength} bytes.");
    }

    public byte[] Seal(Guid webhook, byte[] secret)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var (tag, text) = (new byte[TagLength], new byte[secret.Length]);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, secret, text, tag, webhook.ToByteArray(bigEndian: true));
        return [.. nonce, .. tag, .. text];
    }

    /// <exception cref="CryptographicException">It was sealed with another key, or for another webhook.</exception>
    public byte[] Open(Guid webhook, byte[] sealedSecret)
    {
        var secret = new byte[sealedSecret.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            sealedSecret.AsSpan(0, NonceLength), sealedSecret.AsSpan(NonceLength + TagLength), sealedSecret.AsSpan(NonceLength, TagLength), secret, webhook.ToByteArray(bigEndian: true));
        return secret;
    }
}
