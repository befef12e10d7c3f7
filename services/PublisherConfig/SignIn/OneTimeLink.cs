using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>
/// The link that a Development run shows on its terminal: <c>1795424400.mJc2….Zx9q…</c>, Unix seconds of its end, a nonce, and
/// HMAC-SHA256 over both. Pure; that it is used once is for whoever reads it.
/// </summary>
internal static class OneTimeLink
{
    public const string Path = "/sign-in/link";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <param name="key">The secret that the AppHost and the service share.</param>
    /// <param name="nonce">16 random bytes.</param>
    /// <param name="now">The time.</param>
    public static string Issue(string key, ReadOnlySpan<byte> nonce, DateTimeOffset now)
    {
        var sealedPart = $"{(now + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.{Base64Url.EncodeToString(nonce)}";
        return $"{sealedPart}.{Base64Url.EncodeToString(Seal(key, sealedPart))}";
    }

    /// <returns>The nonce and the end; null if the link is over, or was not made with this key.</returns>
    public static (string Nonce, DateTimeOffset End)? Read(string token, string key, DateTimeOffset now)
    {
        if (token.Split('.') is not [var end, var nonce, var seal] || !Base64Url.IsValid(seal)
            || !CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(seal), Seal(key, $"{end}.{nonce}"))
            || !long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || now.ToUnixTimeSeconds() >= seconds)
        {
            return null;
        }

        return (nonce, DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    private static byte[] Seal(string key, string sealedPart) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"one-time link 1.{sealedPart}"));
}
