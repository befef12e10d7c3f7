namespace TrustedPublishing.TrustRules;

/// <summary>What a provider's rules do with a claim.</summary>
public enum ClaimUse
{
    /// <summary>Must be there, and is compared with the registration or with a fixed value.</summary>
    Checked,

    /// <summary>Must be there; what it says is used for something else, for example against replay.</summary>
    Required,

    /// <summary>An immutable id. Must be there; compared once it is pinned, and pinned by the first exchange if the registration did not.</summary>
    Pinned,

    /// <summary>May be missing; compared where the registration asks for it, or where it is there.</summary>
    Optional,

    /// <summary>Decides nothing.</summary>
    Ignored,
}

/// <summary>Whether a claim goes into the audit record, and on which side of it.</summary>
public enum ClaimRecord
{
    No,

    /// <summary>Names nobody.</summary>
    Plain,

    /// <summary>May name a person or an account: Audit commits to it by salted digest only.</summary>
    Personal,
}

public readonly record struct ClaimRow(string Name, ClaimUse Use, ClaimRecord Record);

/// <summary>
/// Every claim that a provider is known to send, each with its use. A claim that is not listed decides nothing and
/// is not recorded. A name that ends in <c>*</c> stands for all that begin like it.
/// </summary>
public sealed class ClaimTable(IReadOnlyList<ClaimRow> rows)
{
    /// <summary>A recorded value is cut here; honest ones are far shorter.</summary>
    public const int MaxRecordedLength = 512;

    /// <summary>Checked for every provider alike, before its own rules are asked.</summary>
    private static readonly ClaimRow[] Common =
    [
        new(ClaimNames.Issuer, ClaimUse.Checked, ClaimRecord.No),
        new(ClaimNames.Audience, ClaimUse.Checked, ClaimRecord.No),
        new(ClaimNames.Expires, ClaimUse.Checked, ClaimRecord.Plain),
        new(ClaimNames.IssuedAt, ClaimUse.Checked, ClaimRecord.Plain),
        new(ClaimNames.NotBefore, ClaimUse.Optional, ClaimRecord.No),
    ];

    public IReadOnlyList<ClaimRow> Rows { get; } = [.. Common, .. rows];

    private readonly string[] needed =
        [.. rows.Where(row => row.Use is ClaimUse.Checked or ClaimUse.Required or ClaimUse.Pinned).Select(row => row.Name)];

    private readonly ILookup<ClaimRecord, string> recorded = Common.Concat(rows)
        .OrderBy(row => row.Name, StringComparer.Ordinal)
        .ToLookup(row => row.Record, row => row.Name);

    /// <summary>The claims whose values never change while the account or repository is the same one.</summary>
    public IReadOnlyList<string> ImmutableIds { get; } = [.. rows.Where(row => row.Use == ClaimUse.Pinned).Select(row => row.Name)];

    /// <summary>Whether the claim is checked for every provider alike.</summary>
    public static bool IsCommon(string claim) => Common.Any(row => string.Equals(row.Name, claim, StringComparison.Ordinal));

    public bool Lists(string claim) => Rows.Any(row => row.Name.EndsWith('*')
        ? claim.StartsWith(row.Name[..^1], StringComparison.Ordinal)
        : string.Equals(row.Name, claim, StringComparison.Ordinal));

    /// <summary>The first claim that must be there and is not, or is empty, null, a list or an object; null if all are there.</summary>
    public string? FindMissing(IdTokenClaims claims) => Array.Find(needed, claim => claims.Scalar(claim) is null or "");

    /// <summary>The claims that are recorded so, with something in them, in the order of their names.</summary>
    public IReadOnlyDictionary<string, string> Select(IdTokenClaims claims, ClaimRecord record)
    {
        var selected = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var claim in recorded[record])
        {
            if (claims.Scalar(claim) is { Length: > 0 } value)
            {
                selected[claim] = Cut(value);
            }
        }

        return selected;
    }

    /// <summary>Whether the claim may name a person or an account; one that is not listed may.</summary>
    public bool IsPersonal(string claim) =>
        !Rows.Any(row => row.Record != ClaimRecord.Personal && string.Equals(row.Name, claim, StringComparison.Ordinal));

    /// <summary>The value as it is recorded.</summary>
    public static string Cut(string value)
    {
        if (value.Length <= MaxRecordedLength)
        {
            return value;
        }

        // Half of a surrogate pair is no text.
        var length = char.IsHighSurrogate(value[MaxRecordedLength - 1]) ? MaxRecordedLength - 1 : MaxRecordedLength;
        return value[..length];
    }
}
