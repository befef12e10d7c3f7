using System.Buffers;
using System.Globalization;
using System.Text;

namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>
/// What a registration may be spelt with. A name that looks like another one (a Cyrillic <c>о</c> for an <c>o</c>, a
/// zero-width space) would be read by a human as something that it is not, so names are ASCII, and a refusal names
/// the offending character by its code point.
/// </summary>
public static class Characters
{
    public const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Null, or a sentence about the first character of <paramref name="value"/> that is not in the set.</summary>
    public static string? RefuseOutside(string value, SearchValues<char> allowed, string allowedInWords)
    {
        var index = value.AsSpan().IndexOfAnyExcept(allowed);
        return index < 0 ? null : $"{Describe(value, index)} is not allowed here: use {allowedInWords}.";
    }

    /// <summary>
    /// Null, or a sentence about the first character that nobody can see or that cannot be stored: controls, format
    /// characters (zero-width, bidirectional overrides), line separators, blanks other than the space, half surrogates.
    /// </summary>
    public static string? RefuseInvisible(string value)
    {
        var index = 0;
        while (index < value.Length)
        {
            if (!Rune.TryGetRuneAt(value, index, out var rune) || IsInvisible(rune))
            {
                return $"{Describe(value, index)} is not allowed here: it cannot be seen.";
            }

            index += rune.Utf16SequenceLength;
        }

        return null;
    }

    public static bool IsAscii(string value) => Ascii.IsValid(value);

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.SpaceSeparator => rune.Value != ' ',
        _ => false,
    };

    // '/' for what everyone can read, U+043E for everything else.
    private static string Describe(string value, int index)
    {
        if (value[index] is > ' ' and < '\u007f')
        {
            return $"'{value[index]}'";
        }

        return value[index] == ' '
            ? "A blank"
            : string.Create(CultureInfo.InvariantCulture, $"U+{CodePoint(value, index):X4}");
    }

    private static int CodePoint(string value, int index) =>
        Rune.TryGetRuneAt(value, index, out var rune) ? rune.Value : value[index];
}
