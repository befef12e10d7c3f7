using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>
/// A trusted publisher. Two projects that register the same thing share one; when it stands for no project any more it goes,
/// and leaves a <see cref="Feed.RemovedPublisher"/>.
/// </summary>
internal sealed class Publisher
{
    /// <summary>Version 7. Registered again after its removal, the same registration has another id.</summary>
    public required Guid Id { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    /// <summary>By field name, without what was left out; the kind of publisher knows their order.</summary>
    public required Dictionary<string, string> Fields { get; init; }

    /// <summary>What <see cref="Registration.Digest"/> says; unique.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The revision of its last change, attaching and detaching included.</summary>
    public required long Revision { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public List<ProjectPublisher> Projects { get; } = [];

    public PublisherKind Kind => PublisherKinds.Of(Provider);

    public IReadOnlyList<RegistrationWarning> Warnings => Kind.Warnings(Fields);

    internal sealed class Mapping : IEntityTypeConfiguration<Publisher>
    {
        public const string UniqueDigest = "ux_publishers_digest";

        public void Configure(EntityTypeBuilder<Publisher> builder)
        {
            builder.ToTable("publishers");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.Property(p => p.Provider).HasMaxLength(32);
            builder.Property(p => p.Issuer).HasMaxLength(255);
            builder.Property(p => p.Digest).HasMaxLength(32);
            builder.Property(p => p.Fields).HasColumnType("jsonb").HasConversion(
                fields => JsonSerializer.Serialize(fields, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!,
                new ValueComparer<Dictionary<string, string>>(
                    (one, other) => ReferenceEquals(one, other),
                    fields => fields.Count,
                    // Never changed once it is there.
                    fields => fields));
            builder.Ignore(p => p.Kind);
            builder.Ignore(p => p.Warnings);
            builder.HasIndex(p => p.Digest).IsUnique().HasDatabaseName(UniqueDigest);
            builder.HasIndex(p => p.Revision).IsUnique().HasDatabaseName("ux_publishers_revision");
        }
    }
}
