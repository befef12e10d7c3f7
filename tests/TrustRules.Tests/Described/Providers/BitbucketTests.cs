using System.Text.Json.Nodes;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>UUIDs in braces; no jti; an audience that is a list.</summary>
public sealed class BitbucketTests
{
    private const string Workspace = "{2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40}";
    private const string Repository = "{81d5b6a7-5b5a-4f5e-8f83-5f8d8c1d8a11}";
    private const string Environment = "{3c6d6b5e-2f8b-4e4f-a0a0-6d4c9b7a1e22}";

    private readonly DescribedFixture plain = new("bitbucket", ("workspace_uuid", Workspace), ("repository_uuid", Repository));

    private readonly DescribedFixture narrow = new(
        "bitbucket", ("workspace_uuid", Workspace.Trim('{', '}')), ("repository_uuid", Repository.ToUpperInvariant()),
        ("environment_uuid", Environment), ("branches", "main"));

    [Fact]
    public void Every_claim_that_Bitbucket_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_workspace_and_repository_whether_the_owner_copied_the_braces_or_not()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
        Assert.Equal(plain.Rule.Identity, narrow.Rule.Identity);
    }

    [Theory]
    [InlineData("deploymentEnvironmentUuid", null)]
    [InlineData("branchName", null)]
    [InlineData("accountUuid", "\"{somebody}\"")]
    [InlineData("sub", "\"{81d5b6a7}:{step}\"")]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("workspaceUuid", "\"2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40\"", "no_publisher")]
    [InlineData("workspaceUuid", "\"{3e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40}\"", "no_publisher")]
    [InlineData("workspaceUuid", "[\"{2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40}\"]", "claim_missing")]
    [InlineData("workspaceUuid", null, "claim_missing")]
    [InlineData("repositoryUuid", "\"{2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40}\"", "no_publisher")]
    [InlineData("repositoryUuid", "\"{{81d5b6a7-5b5a-4f5e-8f83-5f8d8c1d8a11}}\"", "no_publisher")]
    [InlineData("repositoryUuid", "\"{81D5B6A7-5B5A-4F5E-8F83-5F8D8C1D8A11}\"", "no_publisher")]
    [InlineData("repositoryUuid", "null", "claim_missing")]
    [InlineData("deploymentEnvironmentUuid", null, "environment_mismatch")]
    [InlineData("deploymentEnvironmentUuid", "\"3c6d6b5e-2f8b-4e4f-a0a0-6d4c9b7a1e22\"", "environment_mismatch")]
    [InlineData("deploymentEnvironmentUuid", "\"{4c6d6b5e-2f8b-4e4f-a0a0-6d4c9b7a1e22}\"", "environment_mismatch")]
    [InlineData("branchName", null, "ref_mismatch")]
    [InlineData("branchName", "\"maintenance\"", "ref_mismatch")]
    [InlineData("branchName", "\"refs/heads/main\"", "ref_mismatch")]
    public void Refuses_everything_else(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    private static JsonObject Sample() => new()
    {
        ["iss"] = "https://api.bitbucket.org/2.0/workspaces/octo-org/pipelines-config/identity/oidc",
        ["aud"] = new JsonArray("registry.example.org"),
        ["sub"] = $"{Repository}:{Environment}:{{5b0d2f7c-9b4e-4f1c-8f53-0a1b2c3d4e5f}}",
        ["iat"] = 1795388021,
        ["exp"] = 1795391621,
        ["workspaceUuid"] = Workspace,
        ["repositoryUuid"] = Repository,
        ["accountUuid"] = Workspace,
        ["pipelineUuid"] = "{5b0d2f7c-9b4e-4f1c-8f53-000000000001}",
        ["pipelineRunUuid"] = "{5b0d2f7c-9b4e-4f1c-8f53-000000000002}",
        ["stepUuid"] = "{5b0d2f7c-9b4e-4f1c-8f53-0a1b2c3d4e5f}",
        ["deploymentEnvironmentUuid"] = Environment,
        ["branchName"] = "main",
    };
}
