using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.ActiveState;

/// <summary>
/// The ActiveState Platform. A registration names the actor as people know it; the platform's own ids of organization, project and
/// actor are pinned, so that a name that changes hands does not.
/// </summary>
internal sealed class ActiveStateProvider : IProvider
{
    /// <summary>The platform's builder that hands artifacts to registries; others of its builders run anything.</summary>
    private const string PublishingBuilder = "pypi-publisher";

    public string Name => "activestate";

    public string DisplayName => "ActiveState";

    public string Introduction => "Trusts the publishing of one project on the ActiveState Platform, started by one user.";

    public IReadOnlyList<RegistrationField> Fields => ActiveStateFields.All;

    public ClaimTable Claims => ActiveStateClaims.Table;

    public TimeSpan MaxIdTokenLifetime => TimeSpan.FromHours(1);

    public string Title(IReadOnlyDictionary<string, string> fields) => $"{fields[ActiveStateFields.Organization]}/{fields[ActiveStateFields.Project]}";

    public IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields) => [];

    public PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields) =>
        fields.Value(ActiveStateFields.Organization) is { } organization
        && fields.Value(ActiveStateFields.Project) is { } project
        && fields.Value(ActiveStateFields.Actor) is { } actor
            ? new ActiveStateRule(organization, project, actor)
            : null;

    public Mismatch? RefuseOutright(IdTokenClaims claims) =>
        ClaimCheck.Exact(claims, ActiveStateClaims.Builder, PublishingBuilder, DenialReason.BuilderRefused).Mismatch;

    public string IdentityOf(IdTokenClaims claims) => ActiveStateRule.IdentityOf(
        claims.Text(ActiveStateClaims.Organization) ?? "", claims.Text(ActiveStateClaims.Project) ?? "");

    public string AccountOf(IdTokenClaims claims) => claims.Text(ActiveStateClaims.OrganizationId) ?? IdentityOf(claims);
}

internal sealed class ActiveStateRule(string organization, string project, string actor) : PublisherRule
{
    public override string Identity => IdentityOf(organization, project);

    /// <summary>All three fields must be filled.</summary>
    public override int Specificity => 3;

    /// <summary>A line feed keeps <c>a/b</c> + <c>c</c> apart from <c>a</c> + <c>b/c</c>; no registered name holds one.</summary>
    public static string IdentityOf(string organization, string project) => $"{organization}\n{project}";

    public override IReadOnlyList<ClaimCheck> Check(IdTokenClaims claims, string issuer) =>
    [
        ClaimCheck.Exact(claims, ActiveStateClaims.Organization, organization, DenialReason.NoPublisher),
        ClaimCheck.Exact(claims, ActiveStateClaims.Project, project, DenialReason.NoPublisher),
        ClaimCheck.Exact(claims, ActiveStateClaims.Actor, actor, DenialReason.ActorMismatch),
    ];
}
