namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>How publishers of one CI provider are registered.</summary>
internal sealed record PublisherKind
{
    /// <summary>The provider's name on the wire, for example <c>github</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>For example <c>GitHub Actions</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What a publisher of this kind trusts, for the form and the OpenAPI document.</summary>
    public required string Introduction { get; init; }

    /// <summary>In the order of the form.</summary>
    public required IReadOnlyList<RegistrationField> Fields { get; init; }

    /// <summary>A publisher in a few words, for example <c>octo-org/sampleproject, release.yml</c>.</summary>
    public required Func<IReadOnlyDictionary<string, string>, string> Title { get; init; }

    /// <summary>What an owner should think about again.</summary>
    public required Func<IReadOnlyDictionary<string, string>, IReadOnlyList<RegistrationWarning>> Warnings { get; init; }

    /// <summary>Whether a registration of this kind may have a member of this name.</summary>
    public bool HasMember(string name) =>
        name is Registration.ProviderMember or Registration.IssuerMember
        || Fields.Any(field => string.Equals(field.Name, name, StringComparison.Ordinal));
}
