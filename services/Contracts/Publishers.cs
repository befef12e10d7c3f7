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

/// <summary>
/// A trusted publisher is bound to the provider's immutable ids of its account and repository, project or service account.
/// From now on it matches only ID tokens that carry exactly these.
/// </summary>
public sealed record PublisherPinned
{
    public required Guid PublisherId { get; init; }

    /// <summary>The projects that it stands for at this moment.</summary>
    public required IReadOnlyList<ProjectRef> Projects { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required long Revision { get; init; }

    /// <summary><c>lookup</c> (the provider's API was asked), <c>given</c> (by the owner) or <c>first_use</c> (of the first accepted exchange).</summary>
    public required string How { get; init; }

    /// <summary>Of the ID token of a <c>first_use</c>: SHA-256 of its signing input, lower-case hex.</summary>
    public string? IdTokenDigest { get; init; }

    /// <summary>Ids of accounts, repositories and projects, by claim name, for example <c>repository_id</c>.</summary>
    public required IReadOnlyDictionary<string, string> Ids { get; init; }

    /// <summary>Ids that stand for a person or a service account. Audit commits to them by salted digest only.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}
