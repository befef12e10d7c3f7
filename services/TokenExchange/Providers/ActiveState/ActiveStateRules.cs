using TrustedPublishing.TrustRules;
using KnownProviders = TrustedPublishing.ServiceDefaults.Issuers.Providers;

namespace TrustedPublishing.TokenExchange.Providers.ActiveState;

/// <summary>
/// The ActiveState Platform. The registration names the actor as people know it, so the claim <c>actor</c> decides, not
/// <c>actor_id</c>, which nobody can type in without asking the platform; the id goes into the audit record.
/// </summary>
internal sealed class ActiveStateRules : IProviderRules
{
    /// <summary>The platform's builder that hands artifacts to registries; others of its builders run anything.</summary>
    private const string PublishingBuilder = "pypi-publisher";

    public string Provider => KnownProviders.ActiveState;

    public ClaimTable Claims => ActiveStateClaims.Table;

    public Registration? ReadRegistration(IReadOnlyDictionary<string, string> fields) =>
        RegistrationFields.Read(fields, "organization", out var organization)
        && RegistrationFields.Read(fields, "project", out var project)
        && RegistrationFields.Read(fields, "actor", out var actor)
            ? new ActiveStateRegistration(organization, project, actor)
            : null;

    public Mismatch? RefuseOutright(IdTokenClaims claims) =>
        string.Equals(claims.Text(ActiveStateClaims.Builder), PublishingBuilder, StringComparison.Ordinal)
            ? null
            : new Mismatch(DenialReason.BuilderRefused);

    public string IdentityOf(IdTokenClaims claims) => ActiveStateRegistration.IdentityOf(
        claims.Text(ActiveStateClaims.Organization) ?? "", claims.Text(ActiveStateClaims.Project) ?? "");

    public string AccountOf(IdTokenClaims claims) =>
        claims.Text(ActiveStateClaims.OrganizationId) ?? claims.Text(ActiveStateClaims.Organization) ?? "";
}

internal sealed record ActiveStateRegistration(string Organization, string Project, string Actor) : Registration
{
    public override string Identity => IdentityOf(Organization, Project);

    public override int Specificity => 0;

    /// <summary>A line feed keeps <c>a/b</c> + <c>c</c> apart from <c>a</c> + <c>b/c</c>; no registered name holds one.</summary>
    public static string IdentityOf(string organization, string project) => $"{organization}\n{project}";

    public override Mismatch? Compare(IdTokenClaims claims, string issuer) =>
        string.Equals(claims.Text(ActiveStateClaims.Actor), Actor, StringComparison.Ordinal)
            ? null
            : new Mismatch(DenialReason.ActorMismatch, Depth: 1);
}
