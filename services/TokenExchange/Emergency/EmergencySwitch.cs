using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>What a switch forbids, as the records, the API and the table spell it.</summary>
internal static class SwitchKind
{
    public const string StopMinting = "stop-minting";
    public const string DistrustIssuer = "distrust-issuer";
    public const string DistrustKey = "distrust-key";
}

/// <summary>A switch that an operator has set. While its row is there the ledger writes nothing that it forbids.</summary>
internal sealed record EmergencySwitch
{
    public const int MaxIssuerLength = 255;
    public const int MaxKeyIdLength = 256;
    public const int MaxThumbprintLength = 43;
    public const int MaxReasonLength = 500;
    public const int MaxByLength = 255;

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="SwitchKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of every kind but <see cref="SwitchKind.StopMinting"/>.</summary>
    public string? Issuer { get; init; }

    /// <summary>Of a key: its <c>kid</c>, or <see cref="Thumbprint"/>.</summary>
    public string? KeyId { get; init; }

    /// <summary>Of a key: RFC 7638, SHA-256, base64url. Finds it under every <c>kid</c>.</summary>
    public string? Thumbprint { get; init; }

    public required string Reason { get; init; }

    public required string SetBy { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    public static void Map(EntityTypeBuilder<EmergencySwitch> row)
    {
        row.ToTable("emergency_switches", table => table.HasCheckConstraint("ck_emergency_switches_kind", $"""
            CASE kind
                WHEN '{SwitchKind.StopMinting}' THEN num_nonnulls(issuer, key_id, thumbprint) = 0
                WHEN '{SwitchKind.DistrustIssuer}' THEN issuer IS NOT NULL AND num_nonnulls(key_id, thumbprint) = 0
                WHEN '{SwitchKind.DistrustKey}' THEN issuer IS NOT NULL AND num_nonnulls(key_id, thumbprint) = 1
                ELSE false
            END
            """.ReplaceLineEndings("\n")));
        row.HasKey(r => r.Id);
        row.Property(r => r.Id).ValueGeneratedNever();
        row.Property(r => r.Kind).HasMaxLength(32);
        row.Property(r => r.Issuer).HasMaxLength(MaxIssuerLength);
        row.Property(r => r.KeyId).HasMaxLength(MaxKeyIdLength);
        row.Property(r => r.Thumbprint).HasMaxLength(MaxThumbprintLength);
        row.Property(r => r.Reason).HasMaxLength(MaxReasonLength);
        row.Property(r => r.SetBy).HasMaxLength(MaxByLength);
        row.HasIndex(r => new { r.Kind, r.Issuer, r.KeyId, r.Thumbprint }).IsUnique().AreNullsDistinct(false);
    }
}
