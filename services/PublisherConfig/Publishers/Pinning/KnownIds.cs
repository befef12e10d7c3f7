namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>The provider's immutable ids behind a registration, and how they came to be known.</summary>
/// <param name="Ids">By claim name, all ids of the provider.</param>
/// <param name="How">One of <see cref="PinnedBy"/>.</param>
internal sealed record KnownIds(IReadOnlyDictionary<string, string> Ids, string How);

/// <summary>How a publisher came by its ids, as API and records spell it.</summary>
internal static class PinnedBy
{
    /// <summary>The provider's API was asked at the registration.</summary>
    public const string Lookup = "lookup";

    /// <summary>The owner gave them with the registration.</summary>
    public const string Given = "given";

    /// <summary>The first accepted exchange brought them.</summary>
    public const string FirstUse = "first_use";
}
