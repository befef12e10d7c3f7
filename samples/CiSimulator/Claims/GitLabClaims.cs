using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>
/// GitLab CI/CD: ids are strings, except <c>runner_id</c>; <c>ref</c> has no <c>refs/</c>.
/// Source: GitLab's "OpenID Connect (OIDC) Authentication Using ID Tokens".
/// </summary>
internal static class GitLabClaims
{
    private const string DefaultProject = "octo-group/sampleproject";
    private const string DefaultEnvironment = "pypi";
    private const string DefaultRef = "v1.2.0";

    public static ProviderProfile Profile { get; } = new("gitlab", "/oauth/discovery/keys", Describe,
    [
        new("project_path", "Project path", DefaultProject),
        new("environment", "Environment", DefaultEnvironment),
        new("ref", "Git ref", DefaultRef),
        new("ref_type", "Kind of ref", "tag"),
        new("pipeline_source", "Pipeline source", "push"),
    ])
    {
        Repositories = new("project_path", "project_id", "namespace_id"),
    };

    private static void Describe(ClaimSet claims, IssuedBy by)
    {
        var issuer = claims.Add("iss", by.Issuer);
        claims.Add("aud", by.Audience);
        claims.Add("jti", Guid.NewGuid().ToString());
        claims.AddTimes(by.Now, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

        var project = AddProject(claims);
        AddUser(claims, project);
        claims.Add("pipeline_id", "574");
        var source = claims.Add("pipeline_source", "push");
        claims.Add("job_id", "302");
        claims.Add("job_source", source);
        AddJobProject(claims, project);

        var gitRef = claims.Add("ref", DefaultRef);
        var refType = claims.Add("ref_type", "tag");
        var refPath = claims.Add("ref_path", refType == "tag" ? $"refs/tags/{gitRef}" : $"refs/heads/{gitRef}");
        claims.Add("ref_protected", "true");
        AddEnvironment(claims);

        claims.Add("runner_id", 1L);
        claims.Add("runner_environment", "gitlab-hosted");
        var sha = claims.Add("sha", StableIds.Commit(refPath));
        // gitlab.example.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main: the issuer without its scheme.
        claims.Add("ci_config_ref_uri", $"{WithoutScheme(issuer)}/{project}//.gitlab-ci.yml@{refPath}");
        claims.Add("ci_config_sha", sha);
        claims.Add("sub", $"project_path:{project}:ref_type:{refType}:ref:{gitRef}");
    }

    private static string AddProject(ClaimSet claims)
    {
        var name = DefaultProject.Split('/')[^1];
        var givenNamespace = claims.Given("namespace_path");
        var project = claims.Add("project_path", givenNamespace is null ? DefaultProject : $"{givenNamespace}/{name}");
        if (!project.Contains('/', StringComparison.Ordinal))
        {
            project += $"/{name}";
        }

        var path = claims.Add("namespace_path", project[..project.LastIndexOf('/')]);
        claims.Add("namespace_id", StableIds.Number("namespace", path));
        claims.Add("project_id", StableIds.Number("project", project));
        claims.Add("project_visibility", "public");
        return project;
    }

    /// <summary>Where the job itself runs; it differs from the project for merge requests from forks.</summary>
    private static void AddJobProject(ClaimSet claims, string project)
    {
        var jobProject = claims.Add("job_project_path", project);
        claims.Add("job_project_id", claims.Given("project_id") ?? StableIds.Number("project", jobProject));
        var slash = jobProject.LastIndexOf('/');
        var jobNamespace = claims.Add("job_namespace_path", slash < 0 ? jobProject : jobProject[..slash]);
        claims.Add("job_namespace_id", claims.Given("namespace_id") ?? StableIds.Number("namespace", jobNamespace));
    }

    private static void AddUser(ClaimSet claims, string project)
    {
        var login = claims.Add("user_login", "octavia");
        claims.Add("user_id", StableIds.Number("user", login));
        claims.Add("user_email", $"{login}@example.com");
        claims.Add("user_access_level", "maintainer");
        claims.Put("user_identities", new JsonArray(new JsonObject
        {
            ["provider"] = "github",
            ["extern_uid"] = StableIds.Number("account", login),
        }));
        claims.Put("groups_direct", new JsonArray(project.Split('/')[0]));
    }

    private static void AddEnvironment(ClaimSet claims)
    {
        if (claims.AddOptional("environment", DefaultEnvironment) is not null)
        {
            claims.Add("environment_protected", "true");
            claims.Add("deployment_tier", "production");
            claims.Add("environment_action", "start");
        }
    }

    private static string WithoutScheme(string issuer)
    {
        var start = issuer.IndexOf("://", StringComparison.Ordinal);
        return start < 0 ? issuer : issuer[(start + 3)..];
    }
}
