using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.Audit.Access;

/// <summary>
/// A browser's session: when it ends, and a seal that only who knows the auditor token can make. Nothing is stored, all
/// replicas accept it, and a new auditor token ends every session.
/// </summary>
internal static class PageSession
{
    public const string Scheme = "session";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary><c>1795424400.mJc2…</c>: Unix seconds of the end, and HMAC-SHA256 over them.</summary>
    public static string Issue(string auditorToken, DateTimeOffset now)
    {
        var end = (now + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{end}.{Base64Url.EncodeToString(Seal(auditorToken, end))}";
    }

    public static bool IsGood(string session, string auditorToken, DateTimeOffset now)
    {
        if (session.Split('.') is not [var end, var seal] || !Base64Url.IsValid(seal))
        {
            return false;
        }
        return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(seal), Seal(auditorToken, end))
            && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && now.ToUnixTimeSeconds() < seconds;
    }

    private static byte[] Seal(string auditorToken, string end)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(auditorToken), outputLength: 32, info: "audit page session 1"u8.ToArray());
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(end));
    }
}
