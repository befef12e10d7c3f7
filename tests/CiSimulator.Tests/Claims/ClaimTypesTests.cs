using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Tests.Claims;

/// <summary>Every claim of every provider, with the type that the provider gives it.</summary>
public sealed class ClaimTypesTests
{
    private const string Times = "iat:Number exp:Number";

    [Fact]
    public void GitHub_says_everything_as_strings() => Assert.Equal(
        Sorted(Times + " nbf:Number", strings: """
            iss aud jti sub repository repository_id repository_owner repository_owner_id repository_visibility ref ref_type ref_protected base_ref head_ref
            sha workflow workflow_ref workflow_sha job_workflow_ref job_workflow_sha event_name actor actor_id run_id run_number run_attempt check_run_id
            runner_environment environment environment_node_id
            """),
        Types(SimulatedIssuer.GitHub("http://localhost:8083/github", "pypi")));

    [Fact]
    public void GitLab_has_a_numeric_runner_and_two_arrays() => Assert.Equal(
        Sorted(Times + " nbf:Number runner_id:Number user_identities:Array groups_direct:Array", strings: """
            iss aud jti sub namespace_id namespace_path project_id project_path project_visibility user_id user_login user_email user_access_level
            pipeline_id pipeline_source job_id job_source job_project_id job_project_path job_namespace_id job_namespace_path ref ref_type ref_path ref_protected
            environment environment_protected deployment_tier environment_action runner_environment sha ci_config_ref_uri ci_config_sha
            """),
        Types(SimulatedIssuer.GitLab("http://localhost:8083/gitlab", "pypi")));

    [Fact]
    public void Google_verifies_with_a_boolean_and_has_neither_jti_nor_nbf() => Assert.Equal(
        Sorted(Times + " email_verified:True", strings: "iss aud azp sub email"),
        Types(SimulatedIssuer.Google("http://localhost:8083/google", "pypi")));

    [Fact]
    public void ActiveState_says_who_acted_and_what_built() => Assert.Equal(
        Sorted(Times + " nbf:Number", strings: """
            iss aud jti sub actor actor_id organization organization_id project project_id project_path project_visibility builder ingredient artifact_id
            """),
        Types(SimulatedIssuer.ActiveState("http://localhost:8083/activestate", "pypi")));

    private static string[] Sorted(string typed, string strings) =>
    [
        .. typed.Split(' ').Concat(strings.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => $"{name}:String"))
            .Order(StringComparer.Ordinal),
    ];

    private static string[] Types(SimulatedIssuer issuer) =>
        [.. Jwt.Parse(issuer.Issue()).Claims.Select(c => $"{c.Key}:{Kind(c.Value)}").Order(StringComparer.Ordinal)];

    private static JsonValueKind Kind(JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;
}
