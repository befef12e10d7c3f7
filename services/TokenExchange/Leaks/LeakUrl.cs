using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Leaks;

/// <summary>Where a token was seen, as a stranger says. Nothing fetches it; it is kept for people who look into the leak. Pure.</summary>
internal static class LeakUrl
{
    /// <summary>In characters, once it is escaped.</summary>
    public const int MaxLength = 512;

    /// <summary>The address in escaped form; null unless it is an https address that is worth keeping and holds no token and no password.</summary>
    public static string? Keep(string? url, TokenPattern pattern)
    {
        if (url is not { Length: > 0 and <= MaxLength }
            || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            || !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || address.HostNameType is UriHostNameType.Unknown
            || address.IsLoopback)
        {
            return null;
        }

        var escaped = address.AbsoluteUri;
        return escaped.Length <= MaxLength && !pattern.IsIn(escaped) && !pattern.IsIn(Uri.UnescapeDataString(escaped)) ? escaped : null;
    }
}
