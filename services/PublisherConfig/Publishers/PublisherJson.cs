using System.Text.Json.Serialization;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>A trusted publisher of a project: the members of its registration, left-out ones as null, and what was made of it.</summary>
internal sealed record PublisherResponse
{
    public required Guid Id { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    /// <summary>When it was added to this project.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>What was accepted and should be thought about again; may be empty.</summary>
    public required IReadOnlyList<RegistrationWarning> Warnings { get; init; }

    /// <summary>The provider's fields, as members beside the others.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?> Fields { get; init; } = [];

    public static PublisherResponse Of(ProjectPublisher standing)
    {
        var publisher = standing.Publisher;
        return new PublisherResponse
        {
            Id = publisher.Id,
            Provider = publisher.Provider,
            Issuer = publisher.Issuer,
            AddedAt = standing.AddedAt,
            Warnings = publisher.Warnings,
            Fields = publisher.Kind.Fields.ToDictionary(
                field => field.Name, field => (object?)publisher.Fields.GetValueOrDefault(field.Name), StringComparer.Ordinal),
        };
    }
}
