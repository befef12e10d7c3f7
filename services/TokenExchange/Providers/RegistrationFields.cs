using System.Diagnostics.CodeAnalysis;

namespace TrustedPublishing.TokenExchange.Providers;

/// <summary>Reads the fields of a registration as PublisherConfig's feed spells them.</summary>
internal static class RegistrationFields
{
    public static bool Read(IReadOnlyDictionary<string, string> fields, string name, [NotNullWhen(true)] out string? value)
    {
        value = ReadOptional(fields, name);
        return value is not null;
    }

    /// <summary>Null for a field that is missing or empty.</summary>
    public static string? ReadOptional(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
