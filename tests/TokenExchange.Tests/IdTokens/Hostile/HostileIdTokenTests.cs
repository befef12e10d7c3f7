using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>Each hostile ID token is refused for exactly its reason, by the rules alone and by the running gateway.</summary>
public sealed class HostileIdTokenTests(PostgresServer postgres)
{
    public static TheoryData<string> Names() => [.. HostileCase.All.Select(hostile => hostile.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_for_its_reason(string name)
    {
        var hostile = HostileCase.All.Single(one => one.Name == name);
        var world = new HostileWorld(SampleClaims.Now);

        Assert.Equal(hostile.Reason, world.Judge(hostile.Make(world)));
    }

    [Theory]
    [MemberData(nameof(AlgorithmTests.Algorithms), MemberType = typeof(AlgorithmTests))]
    public void What_the_hostile_ones_are_made_from_is_good(string algorithm)
    {
        var world = new HostileWorld(SampleClaims.Now);

        Assert.Null(world.Judge(world.Good(algorithm)));
        Assert.Null(world.Judge(HostileWorld.Signed(HostileWorld.Header(), world.Claims.With("iss", HostileWorld.OnlyRs256).ToJsonString())));
        Assert.Null(world.Judge(HostileWorld.Signed(
            HostileWorld.Header(), world.Claims.With("iss", HostileWorld.Fixed).With("aud", HostileWorld.FixedAudience).ToJsonString())));
    }

    [Theory]
    [InlineData("form: ")]
    [InlineData("length: ")]
    [InlineData("JSON: ")]
    [InlineData("header: ")]
    [InlineData("key: ")]
    [InlineData("signature: ")]
    [InlineData("claims: ")]
    public void There_are_some_of_every_kind(string kind) =>
        Assert.True(HostileCase.All.Count(hostile => hostile.Name.StartsWith(kind, StringComparison.Ordinal)) >= 4);

    [Fact]
    public async Task The_gateway_refuses_each_with_its_reason_and_the_good_ones_get_a_token()
    {
        await using var stack = await ExchangeStack.CreateAsync(postgres);
        foreach (var (issuer, jwk) in HostileWorld.Jwks())
        {
            stack.Neighbours.Trust(issuer, jwk);
        }

        stack.Neighbours.Register("github", HostileWorld.Every, new { repository_owner = "octo-org", repository_name = "sampleproject", workflow_filename = "release.yml" }, "Sample");
        var service = await stack.StartAsync([.. HostileWorld.Settings()]);
        foreach (var hostile in HostileCase.All)
        {
            var compact = hostile.Make(new HostileWorld(DateTimeOffset.UtcNow));
            var body = new JsonObject { ["token"] = compact }.ToJsonString();
            var answer = await ExchangeStack.ReadAsync(await service.Http.PostAsync("/_/oidc/mint-token", new StringContent(body, Encoding.UTF8, "application/json")));

            Assert.True(answer.Description?.EndsWith($"({hostile.Reason})", StringComparison.Ordinal), $"{hostile.Name}: {answer.Status} {answer.Body.ToJsonString()}");
            Refusal.Assert(answer, FailureAnswer.Of(hostile.Reason, null).Errors[0].Code, hostile.Reason.Code);
        }

        foreach (var algorithm in AlgorithmTests.Algorithms())
        {
            Assert.NotNull((await ExchangeStack.ExchangeAsync(service, new HostileWorld(DateTimeOffset.UtcNow).Good(algorithm.Data))).Token);
        }

        Assert.Equal(AlgorithmTests.Algorithms().Count, await stack.CountAsync("minted_tokens"));
    }
}
