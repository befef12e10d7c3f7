using System.Globalization;
using System.Text;

namespace TrustedPublishing.TrustRules;

/// <summary>What people do not see when they compare two values.</summary>
public static class Difference
{
    /// <summary>Null if the values differ plainly.</summary>
    public static string? Describe(string expected, string got) => (expected, got) switch
    {
        _ when string.Equals(expected, got, StringComparison.Ordinal) => null,
        _ when string.Equals(expected, got.Trim(), StringComparison.Ordinal) => "It has blanks at its ends.",
        _ when string.Equals(expected, got, StringComparison.OrdinalIgnoreCase) => "Only upper and lower case differ, and they count here.",
        _ when string.Equals(expected, got.TrimEnd('/'), StringComparison.Ordinal) => "Only a slash at the end differs, and it counts.",
        _ => ForeignCharacter(expected, got),
    };

    private static string? ForeignCharacter(string expected, string got)
    {
        if (!Ascii.IsValid(expected) || Ascii.IsValid(got))
        {
            return null;
        }

        var rune = got.EnumerateRunes().First(rune => !rune.IsAscii);
        return string.Create(CultureInfo.InvariantCulture, $"It holds the character U+{rune.Value:X4}, which may look like another one.");
    }
}
