using System.Globalization;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>Numbers as ECMAScript's <c>Number::toString</c> prints them (ECMA-262 §6.1.6.1.20), which RFC 8785 §3.2.2.3 asks for.</summary>
internal static class EcmaScriptNumber
{
    /// <exception cref="NotCanonicalisableException">The number is infinite or not a number.</exception>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new NotCanonicalisableException("A number is beyond the range of a double (RFC 7493 §2.2).");
        }
        if (value == 0)
        {
            return "0"; // also for -0
        }

        var (digits, exponent) = ShortestDigits(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        return sign + Layout(digits, exponent);
    }

    /// <summary>The fewest digits that read back as the same double, and n such that the value is 0.digits × 10ⁿ.</summary>
    private static (string Digits, int Exponent) ShortestDigits(double value)
    {
        // "R" is the shortest round trip: 1E+30, 4.5, 1E-27, 333333333.3333333
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var scientific = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = scientific < 0 ? text : text[..scientific];
        var power = scientific < 0 ? 0 : int.Parse(text[(scientific + 1)..], CultureInfo.InvariantCulture);

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var integerDigits = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = digits.Length - digits.TrimStart('0').Length;

        return (digits.Trim('0'), integerDigits - leadingZeros + power);
    }

    private static string Layout(string digits, int n)
    {
        var k = digits.Length;
        if (k <= n && n <= 21)
        {
            return digits + new string('0', n - k);
        }
        if (n is > 0 and <= 21)
        {
            return $"{digits[..n]}.{digits[n..]}";
        }
        if (n is > -6 and <= 0)
        {
            return $"0.{new string('0', -n)}{digits}";
        }

        var fraction = k == 1 ? "" : $".{digits[1..]}";
        var exponent = (n - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
        return $"{digits[0]}{fraction}e{exponent}";
    }
}
