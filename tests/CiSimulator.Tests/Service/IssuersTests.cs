using System.Diagnostics;

namespace TrustedPublishing.CiSimulator.Tests.Service;

public sealed class IssuersTests(Simulator simulator) : IClassFixture<Simulator>
{
    [Theory]
    [InlineData("github", "/.well-known/jwks")]
    [InlineData("gitlab", "/oauth/discovery/keys")]
    [InlineData("google", "/oauth2/v3/certs")]
    [InlineData("activestate", "/.well-known/jwks.json")]
    public async Task Each_provider_is_an_issuer_whose_tokens_verify_by_discovery_alone(string provider, string keySetPath)
    {
        var token = await simulator.IssueAsync(provider);

        var discovery = await simulator.GetAsync($"{token["iss"]}/.well-known/openid-configuration");
        Assert.Equal(($"{simulator.Url}/{provider}", $"{simulator.Url}/{provider}{keySetPath}"), ((string?)discovery["issuer"], (string?)discovery["jwks_uri"]));
        Assert.Equal("""["RS256"]""", discovery["id_token_signing_alg_values_supported"]!.ToJsonString());
        Assert.True(token.IsSignedBy(await simulator.GetAsync((string)discovery["jwks_uri"]!)));
        Assert.Equal("this-installation", token["aud"]);
    }

    [Fact]
    public async Task Providers_do_not_share_keys()
    {
        var github = await simulator.IssueAsync("github");

        Assert.False(github.IsSignedBy(await simulator.GetAsync("/gitlab/oauth/discovery/keys")));
    }

    [Fact]
    public async Task Takes_overrides_as_a_JSON_object()
    {
        var token = await simulator.IssueAsync("github", """{"aud": "elsewhere", "repository": "acme/widget", "environment": null}""");

        Assert.Equal(("elsewhere", "acme"), (token["aud"], token["repository_owner"]));
        Assert.False(token.Claims.ContainsKey("environment"));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("\"text\"", "must be a JSON object")]
    [InlineData("""{"a":1,"a":2}""", "not valid JSON")]
    public async Task Says_what_is_wrong_with_a_body(string body, string problem)
    {
        var (status, answer) = await simulator.PostAsync("/github/id-token", body);

        Assert.Equal(400, status);
        Assert.Contains(problem, (string?)answer["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_body_that_is_too_large()
    {
        var (status, answer) = await simulator.PostAsync("/github/id-token", $$"""{"a":"{{new string('x', 70_000)}}"}""");

        Assert.Equal((400, "The body is larger than 65536 bytes."), (status, (string?)answer["error"]));
    }

    [Fact]
    public async Task Rotates_one_provider_at_a_time()
    {
        var (google, activestate) = (await simulator.IssueAsync("google"), await simulator.IssueAsync("activestate"));

        var (status, answer) = await simulator.PostAsync("/google/rotate", null);

        Assert.Equal(200, status);
        Assert.Equal((string?)answer["kid"], (string?)Assert.Single(answer["published"]!.AsArray()));
        Assert.False(google.IsSignedBy(await simulator.GetAsync("/google/oauth2/v3/certs")));
        Assert.True((await simulator.IssueAsync("google")).IsSignedBy(await simulator.GetAsync("/google/oauth2/v3/certs")));
        Assert.True(activestate.IsSignedBy(await simulator.GetAsync("/activestate/.well-known/jwks.json")));
    }

    [Fact]
    public async Task Rotation_keeps_the_old_key_when_asked()
    {
        var before = await simulator.IssueAsync("gitlab");

        var (_, answer) = await simulator.PostAsync("/gitlab/rotate?keep=true", null);

        Assert.Equal(2, answer["published"]!.AsArray().Count);
        Assert.True(before.IsSignedBy(await simulator.GetAsync("/gitlab/oauth/discovery/keys")));
    }

    [Fact]
    public async Task The_public_address_names_the_issuers()
    {
        await using var behindProxy = new Simulator(("PublicBaseUrl", "http://ci.example:8083/"));

        Assert.Equal("http://ci.example:8083/github", (await behindProxy.IssueAsync("github"))["iss"]);
    }

    [Fact]
    public async Task Does_not_start_in_Production()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(CiSimulator.Issuers.SimulatedIssuer).Assembly.Location);
        start.ArgumentList.Add("--urls=http://127.0.0.1:0");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("does not start in Production", error, StringComparison.Ordinal);
    }
}
