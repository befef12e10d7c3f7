using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>A claim with an id that the provider never gives to anybody else, for example <c>repository_id</c>.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="IsPersonal">It stands for a person or a service account; Audit commits to it by a salted digest only.</param>
internal sealed record ImmutableId(string Claim, bool IsPersonal);

/// <summary>
/// The ids of each provider that a publisher is pinned to, all or none of them. A name can be given up and taken by somebody
/// else; an id cannot.
/// </summary>
internal static class ImmutableIds
{
    public const int MaxLength = 255;

    /// <summary>Empty for a provider that has none: its publishers go by their names for ever.</summary>
    public static IReadOnlyList<ImmutableId> Of(IProvider provider) =>
    [
        .. provider.Claims.Rows
            .Where(row => row.Use == ClaimUse.Pinned)
            .Select(row => new ImmutableId(row.Name, row.Record == ClaimRecord.Personal)),
    ];

    /// <summary>An id that a human wrote, as the provider's claims spell it; null if it can be none of its ids.</summary>
    public static string? Normalize(IProvider provider, string value) => provider.Name switch
    {
        "github" or "gitlab" or "google" => Number(value),
        "activestate" => Uuid(value),
        _ => IsText(value) ? value : null,
    };

    /// <summary>Ids compare as text: <c>2002</c> and <c>02002</c> are two ids.</summary>
    public static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count
        && one.All(id => other.TryGetValue(id.Key, out var value) && string.Equals(id.Value, value, StringComparison.Ordinal));

    /// <summary>Whether these are all ids of the provider, and nothing else.</summary>
    public static bool AreComplete(IProvider provider, IReadOnlyDictionary<string, string> ids)
    {
        var wanted = Of(provider);
        return wanted.Count > 0 && ids.Count == wanted.Count && wanted.All(id => ids.TryGetValue(id.Claim, out var value) && IsText(value));
    }

    /// <summary>A positive decimal number as providers write it, without sign or leading zeros.</summary>
    public static string? Number(string value) =>
        value.Length is > 0 and <= 40 && value[0] != '0' && value.All(char.IsAsciiDigit) ? value : null;

    private static bool IsText(string? value) => value is { Length: > 0 and <= MaxLength } && value.All(c => c is > ' ' and < '\u007f');

    private static string? Uuid(string value) => Guid.TryParseExact(value, "D", out var id) ? id.ToString("D") : null;
}
