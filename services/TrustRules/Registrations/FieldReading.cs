namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>Reads the fields of a registration as they were kept: what was left out is not there.</summary>
public static class FieldReading
{
    /// <summary>Null for a field that is missing or empty.</summary>
    public static string? Value(this IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The values of a field that holds several, with blanks between them (as OAuth writes scopes); none if it is missing.</summary>
    public static IReadOnlyList<string> Values(this IReadOnlyDictionary<string, string> fields, string name) =>
        fields.Value(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>How many of the fields are filled.</summary>
    public static int CountFilled(this IReadOnlyDictionary<string, string> fields) => fields.Values.Count(value => value.Length > 0);
}
