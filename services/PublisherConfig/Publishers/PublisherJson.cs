using System.Diagnostics;
using System.Text.Json.Serialization;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.TrustRules;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>A trusted publisher of a project: the members of its registration, left-out ones as null (further constraints are left out too), and what was made of it.</summary>
internal sealed record PublisherResponse
{
    public required Guid Id { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    /// <summary>When it was added to this project.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>What was accepted and should be thought about again; may be empty.</summary>
    public required IReadOnlyList<RegistrationWarning> Warnings { get; init; }

    /// <summary><c>pinned</c>, <c>none</c> (the provider has no immutable ids), <c>pending</c> (the first accepted exchange pins it) or <c>window_over</c> (it matches nothing any more).</summary>
    public required string PinState { get; init; }

    /// <summary>The provider's immutable ids, by claim name; empty until it is pinned.</summary>
    public required IReadOnlyDictionary<string, string> PinnedIds { get; init; }

    /// <summary><c>lookup</c>, <c>given</c> or <c>first_use</c>; null until it is pinned.</summary>
    public required string? PinnedBy { get; init; }

    public required DateTimeOffset? PinnedAt { get; init; }

    /// <summary>The end of the time in which an exchange may pin it; null once it is pinned.</summary>
    public required DateTimeOffset? PinUntil { get; init; }

    /// <summary>When an ID token of its names and other ids was refused last; null if none was.</summary>
    public required DateTimeOffset? PinMismatchAt { get; init; }

    /// <summary>When it last got an API token, some seconds late; null if it got none.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The provider's fields, as members beside the others.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?> Fields { get; init; } = [];

    public static PublisherResponse Of(ProjectPublisher standing, ProviderCatalog providers, DateTimeOffset now)
    {
        var publisher = standing.Publisher;
        var state = publisher.PinStateAt(now);
        var hasIds = ImmutableIds.Of(providers.Of(publisher.Provider)).Count > 0;
        var provider = providers.Of(publisher.Provider);
        return new PublisherResponse
        {
            Id = publisher.Id,
            Provider = publisher.Provider,
            Issuer = publisher.Issuer,
            AddedAt = standing.AddedAt,
            Warnings = provider.Warnings(publisher.Fields),
            PinState = hasIds ? NameOf(state) : "none",
            PinnedIds = publisher.OrderedIds,
            PinnedBy = publisher.PinnedBy,
            PinnedAt = publisher.PinnedAt,
            PinUntil = state == Pinning.PinState.Pinned || !hasIds ? null : publisher.PinUntil,
            PinMismatchAt = publisher.PinMismatchAt,
            LastUsedAt = publisher.LastUsedAt,
            Fields = provider.Fields.Where(field => !field.IsFurther).Select(field => field.Name).Union(publisher.Fields.Keys, StringComparer.Ordinal).ToDictionary(
                name => name, name => (object?)publisher.Fields.GetValueOrDefault(name), StringComparer.Ordinal),
        };
    }

    private static string NameOf(Pinning.PinState state) => state switch
    {
        Pinning.PinState.Pinned => "pinned",
        Pinning.PinState.Pending => "pending",
        Pinning.PinState.WindowOver => "window_over",
        _ => throw new UnreachableException(),
    };
}
