using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>Ids that follow from names, so that the same account or repository has the same id in every ID token.</summary>
internal static class StableIds
{
    /// <summary>A decimal number of seven or eight digits, as a string.</summary>
    public static string Number(string kind, string name) =>
        (1_000_000 + (BinaryPrimitives.ReadUInt32BigEndian(Hash(kind, name)) % 90_000_000)).ToString(CultureInfo.InvariantCulture);

    /// <summary>21 digits that begin with 1, as Google numbers its accounts.</summary>
    public static string GoogleAccount(string email)
    {
        var digits = BinaryPrimitives.ReadUInt64BigEndian(Hash("google", email)).ToString("D20", CultureInfo.InvariantCulture);
        return "1" + digits[^20..];
    }

    public static string Uuid(string kind, string name) => new Guid(Hash(kind, name).AsSpan(0, 16)).ToString();

    /// <summary>40 hexadecimal digits, as a Git commit has.</summary>
    public static string Commit(string name) => Convert.ToHexStringLower(Hash("commit", name).AsSpan(0, 20));

    private static byte[] Hash(string kind, string name) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{name.ToLowerInvariant()}"));
}
