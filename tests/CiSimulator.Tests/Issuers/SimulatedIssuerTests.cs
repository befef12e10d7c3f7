using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Tests.Issuers;

public sealed class SimulatedIssuerTests
{
    private readonly SimulatedIssuer issuer = SimulatedIssuer.GitHub("http://localhost:8083/github", "pypi");

    [Fact]
    public void Signs_with_the_key_that_it_publishes()
    {
        var token = Jwt.Parse(issuer.Issue());

        Assert.True(token.IsSignedBy(issuer.KeySet()));
        Assert.Equal(("JWT", "RS256", issuer.KeyId), ((string?)token.Header["typ"], (string?)token.Header["alg"], (string?)token.Header["kid"]));
    }

    [Fact]
    public void Publishes_public_members_only()
    {
        var key = Assert.Single(issuer.KeySet()["keys"]!.AsArray())!.AsObject();

        Assert.Equal(["kty", "alg", "use", "kid", "n", "e"], key.Select(m => m.Key));
    }

    [Fact]
    public void Rotation_withdraws_the_old_key()
    {
        var old = Jwt.Parse(issuer.Issue());

        issuer.Rotate();

        Assert.False(old.IsSignedBy(issuer.KeySet()));
        Assert.True(Jwt.Parse(issuer.Issue()).IsSignedBy(issuer.KeySet()));
    }

    [Fact]
    public void Rotation_can_keep_the_old_key()
    {
        var old = Jwt.Parse(issuer.Issue());

        issuer.Rotate(keep: true);

        var next = Jwt.Parse(issuer.Issue());
        Assert.True(old.IsSignedBy(issuer.KeySet()));
        Assert.True(next.IsSignedBy(issuer.KeySet()));
        Assert.NotEqual((string?)old.Header["kid"], (string?)next.Header["kid"]);
    }

    [Fact]
    public void Signs_exactly_the_claims_and_header_that_a_test_asks_for()
    {
        var token = Jwt.Parse(issuer.Sign(new JsonObject { ["ci_config_ref_uri"] = null }, new JsonObject { ["kid"] = "unknown" }));

        Assert.Equal("""{"ci_config_ref_uri":null}""", token.Claims.ToJsonString());
        Assert.Equal("""{"typ":"JWT","alg":"RS256","kid":"unknown"}""", token.Header.ToJsonString());
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => issuer.Issue())));

        Assert.All(tokens, token => Assert.True(Jwt.Parse(token).IsSignedBy(issuer.KeySet())));
        Assert.Equal(50, tokens.Select(token => Jwt.Parse(token)["jti"]).Distinct().Count());
    }
}
