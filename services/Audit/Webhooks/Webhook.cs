using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>Somebody who is told of entries by HTTP. How far they have been told is in the log's positions, under <see cref="PositionOf"/>.</summary>
internal sealed class Webhook
{
    public required Guid Id { get; init; }
    public required string Label { get; init; }
    public required string Url { get; init; }

    /// <summary>A <see cref="WebhookFilter"/> as JSON.</summary>
    public required string Filter { get; init; }

    /// <summary>Sealed by <see cref="SecretSeal"/>: it must be there to sign with, and the database alone must not be enough.</summary>
    public required byte[] SealedSecret { get; init; }

    /// <summary>The secret before, sealed in the same way, for as long as it is used beside the present one; null if there is none.</summary>
    public byte[]? SealedFormerSecret { get; init; }

    /// <summary>Until when; there exactly if there is a former secret.</summary>
    public DateTimeOffset? FormerSecretUntil { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing is delivered; null while it is.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>How often the next entry has been tried.</summary>
    public int Tries { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Null if only the present secret is used at this time.</summary>
    public DateTimeOffset? FormerSecretUntilAt(DateTimeOffset now) => FormerSecretUntil > now ? FormerSecretUntil : null;

    /// <summary>What is signed with at this time: the present secret, and after it the former as long as it is used. Sealed.</summary>
    public IReadOnlyList<byte[]> SealedSecretsAt(DateTimeOffset now) => FormerSecretUntilAt(now) is null ? [SealedSecret] : [SealedSecret, SealedFormerSecret!];

    /// <summary>Of the names of webhooks' places.</summary>
    public const string PositionPrefix = "webhook:";

    public static string PositionOf(Guid id) => $"{PositionPrefix}{id:D}";
}

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public const int LabelLength = 100;
    public const int UrlLength = 2000;
    public const int FilterLength = 8000;
    private const int SealedSecretLength = 200;

    public void Configure(EntityTypeBuilder<Webhook> webhook)
    {
        webhook.ToTable("webhooks", table => table.HasCheckConstraint("ck_webhooks_former_secret", "(sealed_former_secret IS NULL) = (former_secret_until IS NULL)"));
        webhook.HasKey(w => w.Id);
        webhook.Property(w => w.Id).ValueGeneratedNever();
        webhook.Property(w => w.Label).HasMaxLength(LabelLength);
        webhook.Property(w => w.Url).HasMaxLength(UrlLength);
        webhook.Property(w => w.Filter).HasMaxLength(FilterLength);
        webhook.Property(w => w.SealedSecret).HasMaxLength(SealedSecretLength);
        webhook.Property(w => w.SealedFormerSecret).HasMaxLength(SealedSecretLength);
    }
}
