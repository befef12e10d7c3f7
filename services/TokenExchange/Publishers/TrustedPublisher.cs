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
}

internal sealed record PublisherProject(Guid Id, string Name, string NormalizedName);
