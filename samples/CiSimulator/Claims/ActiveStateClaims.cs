namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>The ActiveState Platform. Source: the claims that PyPI's ActiveState publishers are checked against.</summary>
internal static class ActiveStateClaims
{
    private const string DefaultOrganization = "octo-org";
    private const string DefaultProject = "sampleproject";
    private const string DefaultActor = "octavia";

    public static ProviderProfile Profile { get; } = new("activestate", "/.well-known/jwks.json", Describe,
    [
        new("organization", "Organization", DefaultOrganization),
        new("project", "Project", DefaultProject),
        new("actor", "Actor", DefaultActor),
    ]);

    private static void Describe(ClaimSet claims, IssuedBy by)
    {
        claims.Add("iss", by.Issuer);
        claims.Add("aud", by.Audience);
        claims.Add("jti", Guid.NewGuid().ToString());
        claims.AddTimes(by.Now, TimeSpan.Zero, TimeSpan.FromMinutes(15));

        var actor = claims.Add("actor", DefaultActor);
        claims.Add("actor_id", StableIds.Uuid("actor", actor));
        var organization = claims.Add("organization", DefaultOrganization);
        claims.Add("organization_id", StableIds.Uuid("organization", organization));
        var project = claims.Add("project", DefaultProject);
        claims.Add("project_id", StableIds.Uuid("project", $"{organization}/{project}"));
        claims.Add("project_path", $"{organization}/{project}");
        claims.Add("project_visibility", "public");
        claims.Add("builder", "pypi-publisher");
        claims.Add("ingredient", project);
        claims.Add("artifact_id", StableIds.Uuid("artifact", $"{organization}/{project}"));
        claims.Add("sub", $"org:{organization}:project:{project}");
    }
}
