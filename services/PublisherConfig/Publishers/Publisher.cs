using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>
/// A trusted publisher. Two projects that register the same thing share one (<see cref="PublisherPlace"/>); when it stands for no
/// project any more it goes, and leaves a <see cref="Feed.RemovedPublisher"/>.
/// </summary>
internal sealed class Publisher
{
    /// <summary>Version 7. Registered again after its removal, the same registration has another id.</summary>
    public required Guid Id { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    /// <summary>By field name, without what was left out; the kind of publisher knows their order.</summary>
    public required Dictionary<string, string> Fields { get; init; }

    /// <summary>What <see cref="Registration.Digest"/> says of its names. Null: retired, no registration joins it any more.</summary>
    public required byte[]? Digest { get; set; }

    /// <summary>The provider's immutable ids by claim name; empty until they are known. With the digest unique.</summary>
    public Dictionary<string, string> PinnedIds { get; private set; } = [];

    /// <summary>One of <see cref="Pinning.PinnedBy"/>; null until it is pinned.</summary>
    public string? PinnedBy { get; private set; }

    public DateTimeOffset? PinnedAt { get; private set; }

    /// <summary>The end of the window in which the first accepted exchange pins it; never for a provider without ids.</summary>
    public required DateTimeOffset PinUntil { get; init; }

    /// <summary>When an ID token of its names and other ids was refused last.</summary>
    public DateTimeOffset? PinMismatchAt { get; init; }

    /// <summary>When it last got an API token, as far as the exchange has told.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The revision of its last change, attaching and detaching included.</summary>
    public required long Revision { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public List<ProjectPublisher> Projects { get; } = [];

    /// <summary>Its ids in the order of their names; empty until it is pinned.</summary>
    public IReadOnlyDictionary<string, string> OrderedIds => new SortedDictionary<string, string>(PinnedIds, StringComparer.Ordinal);

    public PinState PinStateAt(DateTimeOffset now) => PinRule.StateOf(PinnedIds, PinUntil, now);

    public bool StandsFor(Guid projectId) => Projects.Any(p => p.ProjectId == projectId);

    /// <summary>Once and for ever.</summary>
    public void Pin(KnownIds known, DateTimeOffset now)
    {
        if (PinnedIds.Count > 0)
        {
            throw new InvalidOperationException("A publisher that is pinned keeps its ids.");
        }

        (PinnedIds, PinnedBy, PinnedAt) = (known.Ids.ToDictionary(StringComparer.Ordinal), known.How, now);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Publisher>
    {
        public const string UniqueRegistration = "ux_publishers_digest_pinned_ids";

        public void Configure(EntityTypeBuilder<Publisher> builder)
        {
            builder.ToTable("publishers");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.Property(p => p.Provider).HasMaxLength(32);
            builder.Property(p => p.Issuer).HasMaxLength(255);
            builder.Property(p => p.Digest).HasMaxLength(32);
            Json(builder.Property(p => p.Fields));
            Json(builder.Property(p => p.PinnedIds));
            builder.Property(p => p.PinnedBy).HasMaxLength(16);
            builder.Ignore(p => p.OrderedIds);
            builder.HasIndex(p => new { p.Digest, p.PinnedIds }).IsUnique().HasDatabaseName(UniqueRegistration);
            builder.HasIndex(p => p.Revision).IsUnique().HasDatabaseName("ux_publishers_revision");
        }

        private static void Json(PropertyBuilder<Dictionary<string, string>> property) => property.HasColumnType("jsonb").HasConversion(
            values => JsonSerializer.Serialize(values, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<Dictionary<string, string>>(
                (one, other) => ReferenceEquals(one, other),
                values => values.Count,
                // Replaced as a whole or not at all.
                values => values));
    }
}
