using System.Text.RegularExpressions;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// What secret scanners look for, as docs/tokens.md tells it. After the prefix comes the base64 of the bytes 02 (version 2),
/// 01 (location) and the location's length, of which the first two characters never change and the third is one of four.
/// No token has fewer than 288 characters after these.
/// </summary>
internal sealed class TokenPattern(string prefix)
{
    // Without anchors, lookaround or anything else that one engine has and another has not.
    private readonly Regex regex = new(
        $"{Regex.Escape(prefix)}Ag[E-H][A-Za-z0-9_-]{{280,}}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Whether something that looks like one of our tokens is anywhere in it.</summary>
    public bool IsIn(string text) => regex.IsMatch(text);

    /// <summary>The regular expression.</summary>
    public override string ToString() => regex.ToString();
}
