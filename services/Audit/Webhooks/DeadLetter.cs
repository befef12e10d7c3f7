using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>An entry that a webhook was not told of, after all tries. The entry itself is in the log for ever.</summary>
internal sealed class DeadLetter
{
    public required Guid WebhookId { get; init; }
    public required long EntryIndex { get; init; }
    public required int Tries { get; init; }

    /// <summary>What happened at the last try, for example <c>status 500</c>.</summary>
    public required string LastError { get; init; }
    public required DateTimeOffset GivenUpAt { get; init; }
}

internal sealed class DeadLetterMapping : IEntityTypeConfiguration<DeadLetter>
{
    public void Configure(EntityTypeBuilder<DeadLetter> letter)
    {
        letter.ToTable("dead_letters");
        letter.HasKey(l => new { l.WebhookId, l.EntryIndex });
        letter.Property(l => l.LastError).HasMaxLength(200);
    }
}
