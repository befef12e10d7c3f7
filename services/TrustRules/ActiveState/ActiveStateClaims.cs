using static TrustedPublishing.TrustRules.ClaimRecord;
using static TrustedPublishing.TrustRules.ClaimUse;

namespace TrustedPublishing.TrustRules.ActiveState;

/// <summary>The claims of the ActiveState Platform.</summary>
internal static class ActiveStateClaims
{
    public const string Organization = "organization";
    public const string OrganizationId = "organization_id";
    public const string Project = "project";
    public const string Actor = "actor";
    public const string Builder = "builder";

    public static readonly ClaimTable Table = new(
    [
        new(Organization, Checked, Personal),
        new(Project, Checked, Personal),
        new(Actor, Checked, Personal),
        new(Builder, Checked, Plain),
        new(ClaimNames.JwtId, Optional, Plain),

        // Whoever takes the name of an organization, project or user that is gone has another id.
        new(OrganizationId, Pinned, Plain),
        new("project_id", Pinned, Plain),
        new("actor_id", Pinned, Personal),

        new(ClaimNames.Subject, Ignored, Personal),
        new("project_path", Ignored, Personal),
        new("project_visibility", Ignored, Plain),
        new("ingredient", Ignored, No),
        new("ingredient_name", Ignored, No),
        new("artifact_id", Ignored, Plain),
    ]);
}
