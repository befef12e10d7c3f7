using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Entries;

/// <summary>
/// What a salted digest in an entry stands for. Deleting the row erases the value: the digest alone says nothing about
/// it, and the entry stays as it was.
/// </summary>
internal sealed class PersonalValue
{
    public required long EntryIndex { get; init; }

    /// <summary>The member of the body's <c>personal</c> object, for example <c>actor</c>.</summary>
    public required string Field { get; init; }
    public required byte[] Salt { get; init; }

    /// <summary>UTF-8. Bytes and not text, because PostgreSQL's text cannot hold U+0000 and a claim can.</summary>
    public required byte[] Value { get; init; }
}

internal sealed class PersonalValueMapping : IEntityTypeConfiguration<PersonalValue>
{
    public const int FieldLength = 128;

    public void Configure(EntityTypeBuilder<PersonalValue> personal)
    {
        personal.ToTable("personal_values");
        personal.HasKey(p => new { p.EntryIndex, p.Field });
        personal.Property(p => p.Field).HasMaxLength(FieldLength);
    }
}
