using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>A CI provider that is described by data instead of code.</summary>
public sealed class DescribedProvider : IProvider
{
    private readonly Description description;

    private DescribedProvider(Description description)
    {
        this.description = description;
        Fields = [.. description.Fields.Select(described => described.Form)];
    }

    public string Name => description.Name;

    public string DisplayName => description.DisplayName;

    public string Introduction => description.Introduction;

    public IReadOnlyList<RegistrationField> Fields { get; }

    public ClaimTable Claims => description.Claims;

    public TimeSpan MaxIdTokenLifetime => description.MaxLifetime;

    /// <summary>The provider's own issuers, written out or as patterns; none where every installation has its own.</summary>
    public IReadOnlyList<IssuerPattern> Issuers => description.Issuers;

    /// <summary>Organisations run it themselves: an issuer's entry may name any issuer.</summary>
    public bool IsSelfHosted => description.IsSelfHosted;

    /// <summary>Nobody can choose the audience of an ID token, so one that is meant for others is good here too.</summary>
    public bool HasFixedAudience => description.Audience is not null;

    /// <exception cref="BadDescriptionException">The description cannot be used; the message names the place.</exception>
    /// <param name="source">For the message, for example the name of a file.</param>
    /// <param name="utf8">A JSON document.</param>
    public static DescribedProvider Read(string source, ReadOnlyMemory<byte> utf8) => new(DescriptionReader.Read(DescriptionNode.Parse(source, utf8)));

    /// <summary>What this issuer writes into every ID token; null where whoever asks for one chooses.</summary>
    public string? AudienceOf(string issuer) => description.Audience switch
    {
        "{issuer}" => issuer,
        "{issuer_host}" => new Uri(issuer).Authority,
        var audience => audience,
    };

    public string Title(IReadOnlyDictionary<string, string> fields) => description.Title.Fill(fields, null) ?? string.Join(", ", fields.Values);

    public IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields) =>
    [
        .. description.Fields
            .Where(field => field.WarnIfMissing is not null && fields.Value(field.Form.Name) is null)
            .Select(field => new RegistrationWarning($"{field.Form.Name}_missing", field.Form.Name, field.WarnIfMissing!)),
    ];

    /// <summary>
    /// Null too for a field that the description does not know any more: what an owner constrained must not become free because an
    /// operator edited the description.
    /// </summary>
    public PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields) =>
        description.Fields.All(field => !field.Form.IsRequired || fields.Value(field.Form.Name) is not null)
        && fields.Keys.All(name => description.Fields.Any(field => string.Equals(field.Form.Name, name, StringComparison.Ordinal)))
            ? new DescribedRule(description, fields)
            : null;

    public Mismatch? RefuseOutright(IdTokenClaims claims) =>
        description.Conditions.Select(condition => condition.Refuse(claims)).FirstOrDefault(mismatch => mismatch is not null);

    public string IdentityOf(IdTokenClaims claims) =>
        DescribedRule.Join(description.IdentityChecks.Select(check => check.Normalize(claims.Text(check.Claim) ?? "")));

    public string AccountOf(IdTokenClaims claims) =>
        description.AccountClaim is { } claim && claims.Scalar(claim) is { Length: > 0 } account ? account : IdentityOf(claims);
}

internal sealed class DescribedRule : PublisherRule
{
    private readonly IReadOnlyDictionary<string, string> fields;
    private readonly IReadOnlyList<FieldCheck> checks;

    public DescribedRule(Description description, IReadOnlyDictionary<string, string> fields)
    {
        this.fields = fields;
        checks = [.. description.Checks.Where(check => check.AppliesTo(fields))];
        Identity = Join(description.IdentityChecks.Select(check => check.Normalize(check.Expected.Fill(fields, null) ?? "")));
    }

    public override string Identity { get; }

    public override int Specificity => fields.CountFilled();

    public override IReadOnlyList<ClaimCheck> Check(IdTokenClaims claims, string issuer) => [.. checks.Select(check => check.Against(claims, fields))];

    /// <summary>A line feed keeps <c>a/b</c> + <c>c</c> apart from <c>a</c> + <c>b/c</c>; no registered value holds one.</summary>
    public static string Join(IEnumerable<string> identity) => string.Join('\n', identity);
}
