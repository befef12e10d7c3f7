using System.Data;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>A page of the feed from which the exchange keeps its directory of publishers (docs/architecture.md).</summary>
internal sealed record PublisherChanges
{
    public const int MaxPageSize = 1000;

    public required Guid Epoch { get; init; }

    /// <summary>The revision of the last change there is.</summary>
    public required long Head { get; init; }

    /// <summary>The <c>after</c> of the next call.</summary>
    public required long Through { get; init; }

    /// <summary>Another page exists now.</summary>
    public required bool More { get; init; }

    /// <summary>Oldest change first.</summary>
    public required IReadOnlyList<ChangedPublisher> Publishers { get; init; }

    /// <summary>Reads all of a page from one snapshot, so that no change is seen by half.</summary>
    public static async Task<PublisherChanges> ReadAsync(PublisherConfigDb db, long after, int limit, CancellationToken cancellationToken)
    {
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var feed = await db.Feed.AsNoTracking().SingleAsync(cancellationToken);
        var standing = await db.Publishers.AsNoTracking()
            .Where(p => p.Revision > after)
            .OrderBy(p => p.Revision)
            .Take(limit + 1)
            .Include(p => p.Projects).ThenInclude(s => s.Project)
            .ToListAsync(cancellationToken);
        var removed = await db.RemovedPublishers.AsNoTracking()
            .Where(p => p.Revision > after)
            .OrderBy(p => p.Revision)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);

        var changed = standing.Select(ChangedPublisher.Standing).Concat(removed.Select(ChangedPublisher.Gone)).OrderBy(p => p.Revision).ToList();
        var more = changed.Count > limit;
        var page = more ? changed[..limit] : changed;
        return new PublisherChanges
        {
            Epoch = feed.Epoch,
            Head = feed.Revision,
            Through = more ? page[^1].Revision : feed.Revision,
            More = more,
            Publishers = page,
        };
    }
}

/// <summary>A publisher as it stands now, or its tombstone.</summary>
internal sealed record ChangedPublisher
{
    public required Guid Id { get; init; }

    public required long Revision { get; init; }

    public required bool Removed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Provider { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Issuer { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>The provider's immutable ids by claim name; empty until the publisher is pinned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? PinnedIds { get; init; }

    /// <summary>Until then the first accepted exchange may pin it; left out once it is pinned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? PinUntil { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChangedProject>? Projects { get; init; }

    public static ChangedPublisher Standing(Publisher publisher) => new()
    {
        Id = publisher.Id,
        Revision = publisher.Revision,
        Removed = false,
        Provider = publisher.Provider,
        Issuer = publisher.Issuer,
        Fields = publisher.Fields,
        PinnedIds = publisher.OrderedIds,
        PinUntil = publisher.PinnedIds.Count > 0 ? null : publisher.PinUntil,
        Projects =
        [
            .. publisher.Projects
                .Select(standing => new ChangedProject(standing.Project.Id, standing.Project.Name, standing.Project.NormalizedName))
                .OrderBy(project => project.NormalizedName, StringComparer.Ordinal),
        ],
    };

    public static ChangedPublisher Gone(RemovedPublisher publisher) => new() { Id = publisher.Id, Revision = publisher.Revision, Removed = true };
}

/// <summary>A project that the publisher stands for.</summary>
internal sealed record ChangedProject(Guid Id, string Name, string NormalizedName);
