using System.Text.Json.Nodes;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>Nested claims under a name with a dot; an audience that is always a list.</summary>
public sealed class KubernetesTests
{
    private const string Uid = "14ee3fa4-a7e2-420f-9f9a-dbc4507c3798";

    private readonly DescribedFixture plain = new("kubernetes", ("namespace", "ci"), ("service_account", "publisher"));

    private readonly DescribedFixture narrow = new("kubernetes", ("namespace", "ci"), ("service_account", "publisher"), ("service_account_uid", Uid));

    [Fact]
    public void Every_claim_that_Kubernetes_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_namespace_and_service_account()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
    }

    [Theory]
    [InlineData("jti", null)]
    [InlineData("/kubernetes.io/pod", null)]
    [InlineData("/kubernetes.io/node", null)]
    [InlineData("/kubernetes.io/warnafter", null)]
    [InlineData("/kubernetes.io/serviceaccount/uid", null)]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("/kubernetes.io/namespace", "\"default\"", "no_publisher")]
    [InlineData("/kubernetes.io/namespace", "\"CI\"", "no_publisher")]
    [InlineData("/kubernetes.io/namespace", "{\"name\": \"ci\"}", "claim_missing")]
    [InlineData("/kubernetes.io/namespace", null, "claim_missing")]
    [InlineData("/kubernetes.io/serviceaccount/name", "\"default\"", "no_publisher")]
    [InlineData("/kubernetes.io/serviceaccount/name", "[\"publisher\"]", "claim_missing")]
    [InlineData("/kubernetes.io/serviceaccount", "\"publisher\"", "claim_missing")]
    [InlineData("/kubernetes.io/serviceaccount", "[{\"name\": \"publisher\"}]", "claim_missing")]
    [InlineData("kubernetes.io", "null", "claim_missing")]
    [InlineData("kubernetes.io", "[]", "claim_missing")]
    [InlineData("kubernetes.io", null, "claim_missing")]
    [InlineData("sub", "\"system:serviceaccount:ci:default\"", "claim_mismatch")]
    [InlineData("sub", "\"system:serviceaccount:ci:publisher:x\"", "claim_mismatch")]
    [InlineData("sub", "\"ci:publisher\"", "claim_mismatch")]
    [InlineData("sub", null, "claim_missing")]
    [InlineData("/kubernetes.io/serviceaccount/uid", "\"24ee3fa4-a7e2-420f-9f9a-dbc4507c3798\"", "claim_mismatch")]
    [InlineData("/kubernetes.io/serviceaccount/uid", null, "claim_mismatch")]
    public void Refuses_everything_else(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    [Fact]
    public void A_claim_whose_name_looks_like_the_path_does_not_stand_in_for_the_nested_one()
    {
        var claims = Sample();
        claims.Remove("kubernetes.io");
        claims["/kubernetes.io/namespace"] = "ci";
        claims["kubernetes.io/namespace"] = "ci";
        claims["/kubernetes.io/serviceaccount/name"] = "publisher";

        Assert.Equal("claim_missing", plain.Decide(claims));
    }

    private static JsonObject Sample() => new()
    {
        ["iss"] = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123",
        ["aud"] = new JsonArray("registry.example.org"),
        ["sub"] = "system:serviceaccount:ci:publisher",
        ["jti"] = "6f4762ed-0758-4ccb-808d-ee3af5d723a8",
        ["iat"] = 1795388021,
        ["nbf"] = 1795388021,
        ["exp"] = 1795391621,
        ["kubernetes.io"] = new JsonObject
        {
            ["namespace"] = "ci",
            ["node"] = new JsonObject { ["name"] = "node-1", ["uid"] = "c0ffee00-0000-4000-8000-000000000001" },
            ["pod"] = new JsonObject { ["name"] = "publish-1", ["uid"] = "c0ffee00-0000-4000-8000-000000000002" },
            ["serviceaccount"] = new JsonObject { ["name"] = "publisher", ["uid"] = Uid },
            ["warnafter"] = 1795391614,
        },
    };
}
