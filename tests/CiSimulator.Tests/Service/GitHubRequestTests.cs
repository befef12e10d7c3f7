using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.Tests.Service;

/// <summary>What a step of a GitHub job does to get its ID token.</summary>
public sealed class GitHubRequestTests(Simulator simulator) : IClassFixture<Simulator>
{
    [Theory]
    [InlineData("bearer")]
    [InlineData("Bearer")]
    public async Task A_step_gets_an_ID_token_for_the_audience_that_it_names(string scheme)
    {
        var job = await simulator.GetAsync("/github/request-env");

        var (status, body) = await AskAsync(job, "&audience=my%20registry", scheme);

        var value = (string)body["value"]!;
        var token = Jwt.Parse(value);
        Assert.Equal((200, value.Length), (status, (int)body["count"]!));
        Assert.Equal(["count", "value"], body.Select(m => m.Key));
        Assert.Equal(("my registry", "octo-org/sampleproject"), (token["aud"], token["repository"]));
        Assert.True(token.IsSignedBy(await simulator.GetAsync("/github/.well-known/jwks")));
    }

    [Fact]
    public async Task Without_an_audience_it_is_the_owners_address_as_on_GitHub()
    {
        var job = (await simulator.PostAsync("/github/request-env", """{"repository": "acme/widget"}""")).Body;

        var (_, body) = await AskAsync(job, "");

        Assert.Equal("https://github.com/acme", Jwt.Parse((string)body["value"]!)["aud"]);
    }

    [Fact]
    public async Task Each_job_has_its_own_claims()
    {
        var one = (await simulator.PostAsync("/github/request-env", """{"repository": "acme/one", "environment": null}""")).Body;
        var two = (await simulator.PostAsync("/github/request-env", """{"repository": "acme/two"}""")).Body;

        var first = Jwt.Parse((string)(await AskAsync(one, "&audience=a")).Body["value"]!);
        var second = Jwt.Parse((string)(await AskAsync(two, "&audience=a")).Body["value"]!);

        Assert.Equal(("acme/one", null, "acme/two", "pypi"), (first["repository"], first["environment"], second["repository"], second["environment"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bearer wrong")]
    [InlineData("bearer ")]
    [InlineData("basic dXNlcjpwYXNz")]
    public async Task Refuses_a_step_without_the_jobs_token(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/github/token?api-version=2.0&audience=a");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await simulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((401, "Bearer"), ((int)response.StatusCode, response.Headers.WwwAuthenticate.ToString()));
    }

    [Fact]
    public async Task Tells_the_variables_to_a_shell()
    {
        var lines = (await simulator.Http.GetStringAsync("/github/request-env?format=sh", TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal($"export ACTIONS_ID_TOKEN_REQUEST_URL='{simulator.Url}/github/token?api-version=2.0'", lines[0]);
        Assert.StartsWith("export ACTIONS_ID_TOKEN_REQUEST_TOKEN='simulated-", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_job_that_is_not_JSON() =>
        Assert.Equal(400, (await simulator.PostAsync("/github/request-env", "{")).Status);

    private async Task<(int Status, JsonObject Body)> AskAsync(JsonObject job, string append, string scheme = "bearer")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (string)job["ACTIONS_ID_TOKEN_REQUEST_URL"]! + append);
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, (string)job["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]!);
        using var response = await simulator.Http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }
}
