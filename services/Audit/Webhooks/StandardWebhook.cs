using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>Standard Webhooks: secrets (<c>whsec_…</c>) and signatures (<c>v1,…</c>, HMAC-SHA256 over id, time and body).</summary>
internal static class StandardWebhook
{
    public const string Prefix = "whsec_";

    /// <summary>In bytes; the specification asks for 24 to 64.</summary>
    public const int SecretLength = 32;

    public static string Text(ReadOnlySpan<byte> secret) => Prefix + Convert.ToBase64String(secret);

    public static string Sign(ReadOnlySpan<byte> secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, [.. head, .. body]))}";
    }
}
