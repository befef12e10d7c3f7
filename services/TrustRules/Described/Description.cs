using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>A CI provider as data (<c>docs/providers.md</c>). Only <see cref="DescriptionReader"/> makes one, so one that exists is sound.</summary>
internal sealed record Description
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public required string Introduction { get; init; }

    /// <summary>The provider's own issuers; none where every installation has its own.</summary>
    public required IReadOnlyList<IssuerPattern> Issuers { get; init; }

    /// <summary>Organisations run it themselves: an issuer's entry may name any issuer.</summary>
    public required bool IsSelfHosted { get; init; }

    /// <summary>The one audience that the provider sends, if nobody can choose it; <c>{issuer}</c> and <c>{issuer_host}</c> are filled in.</summary>
    public required string? Audience { get; init; }

    public required TimeSpan MaxLifetime { get; init; }

    public required Template Title { get; init; }

    public required IReadOnlyList<DescribedField> Fields { get; init; }

    public required IReadOnlyList<FieldCheck> Checks { get; init; }

    /// <summary>What no registration can make good, in the order in which it is asked.</summary>
    public required IReadOnlyList<ClaimCondition> Conditions { get; init; }

    public required ClaimTable Claims { get; init; }

    /// <summary>The claim with the provider's own id of the account; null if it has none.</summary>
    public required string? AccountClaim { get; init; }

    public IEnumerable<FieldCheck> IdentityChecks => Checks.Where(check => check.IsIdentity);

    /// <summary>Without those that are checked for every provider alike.</summary>
    public IEnumerable<ClaimRow> OwnClaims => Claims.Rows.Where(row => !ClaimTable.IsCommon(row.Name));

    public DescribedField? Find(string field) => Fields.FirstOrDefault(one => string.Equals(one.Form.Name, field, StringComparison.Ordinal));

    public bool IsRequired(string field) => Find(field) is { Form.IsRequired: true };

    /// <summary>Every registration fills the fields of the check.</summary>
    public bool IsAlwaysDone(FieldCheck check) => check.Expected.Fields.All(IsRequired);

    public ClaimRow? RowOf(string claim) =>
        OwnClaims.Where(row => string.Equals(row.Name, claim, StringComparison.Ordinal)).Select(row => (ClaimRow?)row).FirstOrDefault();
}

/// <summary>A field with what its form does not tell.</summary>
/// <param name="Form">For the management API and the console.</param>
/// <param name="WarnIfMissing">Said to the owner who leaves it out; null if there is nothing to say.</param>
internal sealed record DescribedField(RegistrationField Form, string? WarnIfMissing)
{
    public required FieldCharacters Characters { get; init; }
}
