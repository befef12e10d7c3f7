using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>Somebody who has signed in: an issuer and the subject that it gave. Name and e-mail address are for display only.</summary>
internal sealed class Person
{
    /// <summary>Whoever signs in with the admin token. No provider has such an issuer: it is no URL.</summary>
    public const string AdminTokenIssuer = "urn:trusted-publishing:admin-token";

    /// <summary>Whoever signs in with the one-time link of a Development run.</summary>
    public const string OneTimeLinkIssuer = "urn:trusted-publishing:one-time-link";

    public const int MaxIssuerLength = 255;

    /// <summary>OpenID Connect Core 1.0 §2: a subject has at most 255 ASCII characters.</summary>
    public const int MaxSubjectLength = 255;

    public const int MaxDisplayLength = 200;

    /// <summary>Version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Byte for byte as the ID token's <c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Byte for byte as the ID token's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSignInAt { get; set; }

    /// <summary>Since when an operator keeps them out; null for who may come in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>As the records and logs name them: an id, so that they hold nothing personal.</summary>
    public string By => IsBuiltIn(Issuer) ? Subject : $"person:{Id}";

    public string DisplayName => Name ?? Email ?? Subject;

    /// <summary>Whether this is no person but a way in that the operator has.</summary>
    public static bool IsBuiltIn(string issuer) => issuer is AdminTokenIssuer or OneTimeLinkIssuer;

    internal sealed class Mapping : IEntityTypeConfiguration<Person>
    {
        public const string UniqueIdentity = "ux_people_issuer_subject";

        public void Configure(EntityTypeBuilder<Person> builder)
        {
            builder.ToTable("people");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.Property(p => p.Issuer).HasMaxLength(MaxIssuerLength).UseCollation("C");
            builder.Property(p => p.Subject).HasMaxLength(MaxSubjectLength).UseCollation("C");
            builder.Property(p => p.Name).HasMaxLength(MaxDisplayLength);
            builder.Property(p => p.Email).HasMaxLength(MaxDisplayLength);
            builder.HasIndex(p => new { p.Issuer, p.Subject }).IsUnique().HasDatabaseName(UniqueIdentity);
        }
    }
}
