using System.Net;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>A stack with settings of the operator's own, whose RabbitMQ runs elsewhere, so that it can go away and come back.</summary>
public sealed class StackWithGivenRabbitMq : RunningAuthority
{
    public const string Audience = "an-audience-of-the-operator";

    public RabbitMqServer RabbitMq { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await RabbitMq.InitializeAsync();
        Set("ConnectionStrings:rabbitmq", RabbitMq.Uri);
        Set("Tokens:Lifetime", "00:05:00");
        Set("Registry:Audiences:0", Audience);
        Set("Issuers:corp:Issuer", "https://gitlab.corp.example");
        Set("Issuers:corp:Provider", "gitlab");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await RabbitMq.DisposeAsync();
    }
}

public sealed class OutageTests(StackWithGivenRabbitMq stack) : IClassFixture<StackWithGivenRabbitMq>
{
    [Fact]
    public async Task Settings_given_to_the_app_host_reach_the_services_they_are_for()
    {
        var project = $"sample-{Guid.NewGuid():N}";
        var job = Job.Of("github", stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        await stack.Console.RegisterPublisherAsync(project, job.Registration);
        var gitLab = new Dictionary<string, string>(Job.Of("gitlab", stack.Simulator).Registration) { ["issuer"] = "https://gitlab.corp.example" };

        var introspection = await stack.Exchange.IntrospectAsync((await stack.Exchange.MintAsync(await job.With(("aud", StackWithGivenRabbitMq.Audience)).IdTokenAsync(stack.Simulator))).Token());

        Assert.Equal(StackWithGivenRabbitMq.Audience, await stack.Exchange.AudienceAsync());
        Assert.Equal(5 * 60, (long)introspection["exp"]! - (long)introspection["iat"]!);
        await stack.Console.RegisterPublisherAsync(project, gitLab);
    }

    [Fact]
    public async Task Exchanges_succeed_while_rabbitmq_is_away_and_their_records_arrive_when_it_is_back()
    {
        var project = $"sample-{Guid.NewGuid():N}";
        var job = Job.Of("github", stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        await stack.Console.RegisterPublisherAsync(project, job.Registration);
        job = job.With(("aud", StackWithGivenRabbitMq.Audience));
        Assert.Equal(HttpStatusCode.OK, (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Status);

        await stack.RabbitMq.StopAsync();
        var tokens = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            tokens.Add((await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Token());
        }

        // A change of the registrations still reaches the exchange: it pulls, the message is only a wake-up call.
        var second = Job.Of("github", stack.Simulator).With(("aud", StackWithGivenRabbitMq.Audience));
        await stack.Console.RegisterPublisherAsync(project, second.Registration);
        tokens.Add((await stack.Exchange.MintAsync(await second.IdTokenAsync(stack.Simulator))).Token());
        await stack.RabbitMq.StartAsync();

        foreach (var token in tokens)
        {
            var id = (string?)(await stack.Exchange.IntrospectAsync(token))["jti"];
            await stack.Audit.WaitForAsync("TokenMinted", e => (string?)e["body"]!["token_id"] == id);
        }

        Assert.DoesNotContain(await stack.Audit.EntriesAsync("after=-1"), e => ((string)e["type"]!).StartsWith("Producer", StringComparison.Ordinal));
    }
}
