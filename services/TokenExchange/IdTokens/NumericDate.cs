using System.Globalization;
using System.Text.Json;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>
/// RFC 7519 §2, as far as it is a whole second: <c>1795388321</c>, and what some JSON writers make of it,
/// <c>1795388321.0</c> or <c>1.795388321e9</c>. Read digit by digit, so that nothing is rounded to a whole second.
/// </summary>
internal static class NumericDate
{
    /// <summary>Longer spellings are no honest writer's.</summary>
    private const int MaxLength = 32;

    /// <summary>The last second of the year 9998, so that adding a tolerance stays within the calendar.</summary>
    private const long MaxSeconds = 253_370_764_799;

    /// <summary>Null for fractions, negative numbers, what lies beyond the calendar, and everything that is no number.</summary>
    public static DateTimeOffset? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || value.GetRawText() is not { Length: <= MaxLength } text || text[0] == '-')
        {
            return null;
        }

        var exponentAt = text.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (exponentAt >= 0 && !int.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return null;
        }

        var mantissa = exponentAt >= 0 ? text[..exponentAt] : text;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point >= 0 ? mantissa[(point + 1)..] : "";
        var digits = (point >= 0 ? mantissa[..point] : mantissa) + fraction;
        return Whole(digits, (long)exponent - fraction.Length) is { } seconds and <= MaxSeconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>The digits times ten to the power, if that is a whole number of at most 18 digits.</summary>
    private static long? Whole(string digits, long power)
    {
        var significant = digits.TrimEnd('0');
        power += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        if (significant.Length == 0)
        {
            return 0;
        }

        return power >= 0 && significant.Length + power <= 18
            ? long.Parse(significant + new string('0', (int)power), CultureInfo.InvariantCulture)
            : null;
    }
}
