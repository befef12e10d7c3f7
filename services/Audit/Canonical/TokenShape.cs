using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>
/// Producers never send a token. Should one ever slip into a message (a claim that somebody filled with a JWT), the
/// log for ever is the worst place for it: only its digest goes in.
/// </summary>
internal static partial class TokenShape
{
    /// <summary>Each compact JWS (RFC 7515 §7.1) in the text becomes <c>sha256:…</c>; all else stays as it is.</summary>
    public static string Conceal(string text) =>
        text.Contains("eyJ", StringComparison.Ordinal) ? CompactJws().Replace(text, match => Digest(match.Value)) : text;

    /// <summary>Whether text in UTF-8 has what every compact JWS has.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> text) => text.IndexOf("eyJ"u8) >= 0;

    private static string Digest(string token) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}";

    // eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl: a header that starts with {" and two more parts, the last of
    // which is empty where the algorithm is "none".
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CompactJws();
}
