using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>A claim with an id that the provider never gives to anybody else, for example <c>repository_id</c>.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="IsPersonal">It stands for a person or a service account; Audit commits to it by a salted digest only.</param>
/// <param name="Normalize">The id as claims spell it, or null if the provider has no such id.</param>
internal sealed record ImmutableId(string Claim, bool IsPersonal, Func<string, string?> Normalize);

/// <summary>
/// The ids of each provider that a publisher is pinned to, all or none of them. A name can be given up and taken by somebody
/// else; an id cannot.
/// </summary>
internal static class ImmutableIds
{
    public const int MaxLength = 255;

    public static IReadOnlyList<ImmutableId> Of(string provider) => provider switch
    {
        Providers.GitHub => [new("repository_owner_id", false, Number), new("repository_id", false, Number)],
        Providers.GitLab => [new("namespace_id", false, Number), new("project_id", false, Number)],
        Providers.Google => [new("sub", true, Number)],
        Providers.ActiveState => [new("organization_id", false, Uuid), new("project_id", false, Uuid), new("actor_id", true, Uuid)],
        _ => [],
    };

    /// <summary>Ids compare as text: <c>2002</c> and <c>02002</c> are two ids.</summary>
    public static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count
        && one.All(id => other.TryGetValue(id.Key, out var value) && string.Equals(id.Value, value, StringComparison.Ordinal));

    /// <summary>Whether these are all ids of the provider, and nothing else.</summary>
    public static bool AreComplete(string provider, IReadOnlyDictionary<string, string> ids)
    {
        var wanted = Of(provider);
        return wanted.Count > 0 && ids.Count == wanted.Count && wanted.All(id => ids.TryGetValue(id.Claim, out var value) && IsText(value));
    }

    private static bool IsText(string? value) => value is { Length: > 0 and <= MaxLength } && value.All(c => c is > ' ' and < '\u007f');

    private static string? Number(string value) =>
        value.Length is > 0 and <= 40 && value[0] != '0' && value.All(char.IsAsciiDigit) ? value : null;

    private static string? Uuid(string value) => Guid.TryParseExact(value, "D", out var id) ? id.ToString("D") : null;
}
