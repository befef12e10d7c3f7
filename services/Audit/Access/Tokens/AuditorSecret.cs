using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.Audit.Access.Tokens;

/// <summary>
/// What an auditor's token looks like: <c>tpaudit-</c> and 43 characters of base64url, 256 random bits. What is stored is its SHA-256. Salt and a
/// slow hash protect what people choose and can be guessed; nobody can try out 2²⁵⁶ secrets, nor make a table of them.
/// </summary>
internal static class AuditorSecret
{
    /// <summary>For secret scanners, with <c>[A-Za-z0-9_-]{43}</c> after it; never that of an API token.</summary>
    public const string Prefix = "tpaudit-";

    /// <summary>In bytes.</summary>
    public const int Length = 32;

    private const int EncodedLength = 43;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Of(ReadOnlySpan<byte> random) =>
        random.Length == Length ? Prefix + Base64Url.EncodeToString(random) : throw new ArgumentException($"A secret has {Length} bytes.", nameof(random));

    /// <summary>Whether it can be one at all; nothing else is looked up.</summary>
    public static bool IsShaped(string text) =>
        text.Length == Prefix.Length + EncodedLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Characters);

    /// <summary>Of the whole token. A look-up by it tells by its time nothing of the secret, whose hash nobody can steer.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
