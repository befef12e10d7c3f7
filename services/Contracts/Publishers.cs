namespace TrustedPublishing.Contracts;

/// <summary>A project as the messages name it: the id never changes, the name is as its owner wrote it.</summary>
public sealed record ProjectRef
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
}

public sealed record ProjectCreated
{
    public required ProjectRef Project { get; init; }
    public required long Revision { get; init; }

    /// <summary>Who did it, for example <c>admin-token</c> or <c>console</c>.</summary>
    public required string By { get; init; }
}

/// <summary>A trusted publisher now stands for a project.</summary>
public sealed record PublisherAdded
{
    public required Guid PublisherId { get; init; }
    public required ProjectRef Project { get; init; }

    /// <summary><c>github</c>, <c>gitlab</c>, <c>google</c> or <c>activestate</c>.</summary>
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required long Revision { get; init; }
    public required string By { get; init; }

    /// <summary>Fields of the registration that name nobody, for example <c>workflow_filename</c>.</summary>
    public required IReadOnlyDictionary<string, string> Registration { get; init; }

    /// <summary>Fields that may name a person (account, repository, e-mail). Audit commits to them by salted digest only.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>A trusted publisher no longer stands for a project.</summary>
public sealed record PublisherRemoved
{
    public required Guid PublisherId { get; init; }
    public required ProjectRef Project { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required long Revision { get; init; }
    public required string By { get; init; }
    public required IReadOnlyDictionary<string, string> Registration { get; init; }
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}
