using System.Diagnostics;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>What the caveats of one token leave of it, all taken together. Pure.</summary>
internal sealed record TokenScope
{
    public required long ExpiresAt { get; init; }

    public required long NotBefore { get; init; }

    public required Guid PublisherId { get; init; }

    /// <summary>The lists of project ids, of which each must hold the project.</summary>
    public required IReadOnlyList<IReadOnlyList<Guid>> ProjectIds { get; init; }

    /// <summary>The lists of normalised names, of which each must hold the project's.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> ProjectNames { get; init; }

    public bool IsValidAt(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        return NotBefore <= seconds && seconds < ExpiresAt;
    }

    public bool Covers(Guid projectId, string normalizedName) =>
        ProjectIds.All(ids => ids.Contains(projectId)) && ProjectNames.All(names => names.Contains(normalizedName, StringComparer.Ordinal));

    /// <summary>
    /// Null if a caveat is not understood, if two name different publishers, or if the expiry, the publisher or the
    /// projects that every token of ours carries are missing.
    /// </summary>
    public static TokenScope? From(IEnumerable<byte[]> caveats)
    {
        var expirations = new List<Caveat.Expiration>();
        var publishers = new HashSet<Guid>();
        var projectIds = new List<IReadOnlyList<Guid>>();
        var projectNames = new List<IReadOnlyList<string>>();
        foreach (var bytes in caveats)
        {
            switch (Caveat.Parse(bytes))
            {
                case null:
                    return null;
                case Caveat.Expiration expiration:
                    expirations.Add(expiration);
                    break;
                case Caveat.Publisher publisher:
                    publishers.Add(publisher.Id);
                    break;
                case Caveat.ProjectIds ids:
                    projectIds.Add(ids.Ids);
                    break;
                case Caveat.ProjectNames names:
                    projectNames.Add(names.NormalizedNames);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return expirations.Count == 0 || projectIds.Count == 0 || publishers.Count != 1
            ? null
            : new TokenScope
            {
                ExpiresAt = expirations.Min(e => e.ExpiresAt),
                NotBefore = expirations.Max(e => e.NotBefore),
                PublisherId = publishers.Single(),
                ProjectIds = projectIds,
                ProjectNames = projectNames,
            };
    }
}
