using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>A registered trusted publisher as PublisherConfig last told it.</summary>
internal sealed record TrustedPublisher
{
    public required Guid Id { get; init; }

    /// <summary>Changes with every change of the publisher or of its projects.</summary>
    public required long Revision { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    public required PublisherRule Rule { get; init; }

    public required IReadOnlyList<PublisherProject> Projects { get; init; }

    /// <summary>The provider's immutable ids by claim name; empty until it is pinned.</summary>
    public IReadOnlyDictionary<string, string> PinnedIds { get; init; } = new Dictionary<string, string>();

    /// <summary>Until then, this moment excluded, the first accepted exchange pins it. Null: nothing pins it any more.</summary>
    public DateTimeOffset? PinUntil { get; init; }

    public bool IsPinned => PinnedIds.Count > 0;
}

internal sealed record PublisherProject(Guid Id, string Name, string NormalizedName);
