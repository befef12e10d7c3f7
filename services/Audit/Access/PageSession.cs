using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.Audit.Access;

/// <summary>
/// A browser's session: who has it, when it ends, and a seal that only who knows the operator's token can make. Nothing is stored, all
/// replicas accept it, and a new operator's token ends every session. Whether the token that it was opened with still stands is asked at each
/// request.
/// </summary>
internal static class PageSession
{
    public const string Scheme = "session";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary><c>operator.1795424400.mJc2…</c>: who, Unix seconds of the end, and HMAC-SHA256 over both.</summary>
    /// <param name="operatorToken">The configured token.</param>
    /// <param name="reader"><see cref="AuditReader.Name"/>, which has no dots.</param>
    /// <param name="end">When it is over at the latest.</param>
    public static string Issue(string operatorToken, string reader, DateTimeOffset end)
    {
        var sealedPart = $"{reader}.{end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        return $"{sealedPart}.{Base64Url.EncodeToString(Seal(operatorToken, sealedPart))}";
    }

    /// <returns>The name of the reader; null if the session is over, or was not made here.</returns>
    public static string? Read(string session, string operatorToken, DateTimeOffset now)
    {
        if (session.Split('.') is not [var reader, var end, var seal] || !Base64Url.IsValid(seal))
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(seal), Seal(operatorToken, $"{reader}.{end}"))
            && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && now.ToUnixTimeSeconds() < seconds
            ? reader
            : null;
    }

    private static byte[] Seal(string operatorToken, string sealedPart)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(operatorToken), outputLength: 32, info: "audit page session 2"u8.ToArray());
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(sealedPart));
    }
}
