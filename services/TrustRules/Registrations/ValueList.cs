namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>Fields that hold several values with blanks between them; commas and line breaks are taken for blanks.</summary>
public static class ValueList
{
    private const int MaxValues = 20;

    private static readonly char[] Separators = [' ', ',', '\n', '\r', '\t'];

    /// <summary>What is wrong with the list, or with the first value that is not right.</summary>
    public static string? Refuse(string list, Func<string, string?> refuseValue)
    {
        var values = Split(list);
        return values.Length > MaxValues
            ? $"There are at most {MaxValues} values."
            : values.Select(refuseValue).FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>One blank between two values, each value once, in the order given.</summary>
    public static string Keep(string list) => string.Join(' ', Split(list).Distinct(StringComparer.Ordinal));

    /// <summary>Equal for lists of the same values in any order.</summary>
    public static string Compare(string list) => string.Join(' ', Split(list).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string[] Split(string list) => list.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
