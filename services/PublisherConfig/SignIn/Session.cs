using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>A browser's session. The browser has a secret; here is its hash, so that a copy of the database opens nothing.</summary>
internal sealed class Session
{
    /// <summary>Without a request in this time it is over.</summary>
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromMinutes(30);

    /// <summary>Over after this time whatever happens: roles that a provider's groups gave last no longer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public const int MaxBrowserLength = 200;

    /// <summary>Version 7; names the session in the list of a person's sessions.</summary>
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the secret in the cookie; unique.</summary>
    public required byte[] SecretHash { get; init; }

    public required Guid PersonId { get; init; }

    /// <summary>As the groups said when it was opened.</summary>
    public required bool IsOperator { get; init; }

    /// <summary>As the groups said when it was opened.</summary>
    public required bool IsAuditor { get; init; }

    /// <summary>Made with the admin token that opened it, if one did: another admin token ends the session.</summary>
    public byte[]? AdminMark { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the person last showed who they are; null where the provider does not say.</summary>
    public required DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>Of its last request, exact to a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>What the browser calls itself, for its owner to know it again.</summary>
    public string? Browser { get; init; }

    public Person Person { get; init; } = null!;

    public bool IsOverAt(DateTimeOffset now) => now - LastSeenAt > IdleLifetime || now - StartedAt > Lifetime;

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.ToTable("sessions");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).ValueGeneratedNever();
            builder.Property(s => s.SecretHash).HasMaxLength(32);
            builder.Property(s => s.AdminMark).HasMaxLength(32);
            builder.Property(s => s.Browser).HasMaxLength(MaxBrowserLength);
            builder.HasIndex(s => s.SecretHash).IsUnique().HasDatabaseName("ux_sessions_secret_hash");
            builder.HasIndex(s => s.LastSeenAt);
            builder.HasOne(s => s.Person).WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
