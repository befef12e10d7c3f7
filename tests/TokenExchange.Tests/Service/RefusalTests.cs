using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

public sealed class RefusalTests(PostgresServer postgres) : IAsyncLifetime
{
    private ExchangeStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task The_first_refusal_is_on_record_before_the_answer_and_repeats_are_counted()
    {
        var service = await stack.StartAsync();
        var idToken = stack.IdToken(claims => claims.With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/evil.yml@refs/tags/v1.2.0"));

        await ExchangeStack.ExchangeAsync(service, idToken);
        var denied = Assert.Single(await stack.OutboxAsync("TokenExchangeDenied"));
        await ExchangeStack.ExchangeAsync(service, idToken);
        await ExchangeStack.ExchangeAsync(service, idToken);

        Assert.Equal("workflow_mismatch", (string?)denied.Body["reason"]);
        Assert.Equal("main", (string?)denied.Body["target"]);
        Assert.Equal("github", (string?)denied.Body["provider"]);
        Assert.Equal(stack.GitHub.Issuer, (string?)denied.Body["issuer"]);
        Assert.Equal("Sample.Project", (string?)denied.Body["projects"]![0]!["name"]);
        Assert.Equal("2002", (string?)denied.Body["claims"]!["repository_id"]);
        Assert.Equal("octo-org/sampleproject", (string?)denied.Body["personal"]!["repository"]);
        Assert.Equal(
            "\"octo-org/sampleproject/.github/workflows/release.yml\" at the ref or commit of the run",
            (string?)denied.Body["personal"]!["expected:job_workflow_ref"]);
        Assert.Empty(denied.Body["expected"]!.AsObject());
        Assert.NotNull(denied.TraceParent);
        await ExchangeStack.Until(async () => await SummarisedAsync("workflow_mismatch", stack.GitHub.Issuer) == 2);
        Assert.Single(await stack.OutboxAsync("TokenExchangeDenied"));
    }

    [Fact]
    public async Task A_restart_or_another_replica_does_not_record_it_again()
    {
        var idToken = stack.IdToken(claims => claims.With("aud", "pypi"));
        await ExchangeStack.ExchangeAsync(await stack.StartAsync(), idToken);

        await ExchangeStack.ExchangeAsync(await stack.StartAsync(), idToken);

        Assert.Single(await stack.OutboxAsync("TokenExchangeDenied"));
        await ExchangeStack.Until(async () => await SummarisedAsync("audience_mismatch", stack.GitHub.Issuer) == 1);
    }

    [Fact]
    public async Task The_correlation_id_names_the_record_for_repeats_and_after_a_restart_too()
    {
        var service = await stack.StartAsync();
        var idToken = stack.IdToken(claims => claims.With("environment", "staging").With("aud", "pypi"));

        var first = await ExchangeStack.ExchangeAsync(service, idToken);
        var repeat = await ExchangeStack.ExchangeAsync(service, idToken);
        var elsewhere = await ExchangeStack.ExchangeAsync(await stack.StartAsync(), idToken);

        var recordId = Assert.Single(await stack.OutboxAsync("TokenExchangeDenied")).RecordId.ToString();
        Assert.All([first, repeat, elsewhere], answer => Assert.Equal(recordId, (string?)answer.Body["correlation_id"]));
    }

    [Fact]
    public async Task The_record_says_what_held_and_what_did_not()
    {
        stack.RegisterGitHub("production", workflow: "deploy.yml");
        var service = await stack.StartAsync();

        await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims
            .With("environment", "staging")
            .With("event_name", "workflow_run")
            .With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/deploy.yml@refs/tags/v1.2.0")));

        var denied = Assert.Single(await stack.OutboxAsync("TokenExchangeDenied")).Body;
        Assert.Equal(["repository", "job_workflow_ref"], denied["held"]!.AsArray().Select(claim => (string?)claim));
        Assert.Equal(["environment", "event_name"], denied["failed"]!.AsArray().Select(claim => (string?)claim));
        Assert.Equal("\"production\"", (string?)denied["expected"]!["environment"]);
        Assert.Equal("any event but pull_request_target and workflow_run", (string?)denied["expected"]!["event_name"]);
    }

    [Fact]
    public async Task Each_reason_has_a_record_of_its_own()
    {
        var service = await stack.StartAsync();
        var idToken = stack.IdToken();

        await ExchangeStack.ExchangeAsync(service, idToken);
        await ExchangeStack.ExchangeAsync(service, idToken);
        await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With("aud", "pypi")));

        Assert.Equal(["TokenMinted", "TokenExchangeDenied", "TokenExchangeDenied"], (await stack.OutboxAsync()).Take(3).Select(row => row.Type));
        Assert.Equal(["already_used", "audience_mismatch"], (await stack.OutboxAsync("TokenExchangeDenied")).Select(row => (string?)row.Body["reason"]));
    }

    [Fact]
    public async Task What_was_never_verified_is_summarised_and_names_no_strangers_issuer()
    {
        var service = await stack.StartAsync();
        using var impostor = TestIssuer.Impostor();
        for (var i = 0; i < 5; i++)
        {
            await ExchangeStack.ExchangeAsync(service, "garbage");
            await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With("iss", "https://stranger.example")));
            await ExchangeStack.ExchangeAsync(service, impostor.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow)));
        }

        await ExchangeStack.Until(async () =>
            await SummarisedAsync("malformed_id_token", null) == 5
            && await SummarisedAsync("unknown_issuer", null) == 5
            && await SummarisedAsync("bad_signature", stack.GitHub.Issuer) == 5);

        Assert.Empty(await stack.OutboxAsync("TokenExchangeDenied"));
        Assert.DoesNotContain((await stack.OutboxAsync()), row => row.Body.ToJsonString().Contains("stranger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_counted_is_summarised_at_shutdown()
    {
        var service = await stack.StartAsync();
        await ExchangeStack.ExchangeAsync(service, "garbage");

        await service.DisposeAsync();

        Assert.Equal(1, await SummarisedAsync("malformed_id_token", null));
    }

    [Fact]
    public async Task Over_the_budget_of_an_account_refusals_are_counted_and_others_are_recorded()
    {
        var service = await stack.StartAsync(("Refusals:PerAccountAndMinute", "3"));
        JsonObject Denied(JsonObject claims) => claims.With("aud", "pypi");

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("invalid-token", (await ExchangeStack.ExchangeAsync(service, stack.IdToken(Denied))).Code);
        }

        await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => Denied(claims).With("repository_id", "3003")));

        // A minute may end in between; then the account has another three.
        Assert.InRange((await stack.OutboxAsync("TokenExchangeDenied")).Count, 4, 7);
        await ExchangeStack.Until(async () => await SummarisedAsync("audience_mismatch", stack.GitHub.Issuer) >= 4);
    }

    [Fact]
    public async Task A_flood_of_refusals_does_not_hold_up_minted_tokens()
    {
        var service = await stack.StartAsync(("Refusals:PerSecond", "50"));
        using var over = new CancellationTokenSource();
        var flood = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var n = 0; !over.IsCancellationRequested; n++)
            {
                var id = $"{i}-{n}";
                await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With("aud", "pypi").With("repository_id", id)));
            }
        })).ToList();

        var minted = new List<Answer>();
        for (var i = 0; i < 20; i++)
        {
            minted.Add(await ExchangeStack.ExchangeAsync(service, stack.IdToken()));
        }

        await over.CancelAsync();
        await Task.WhenAll(flood);
        Assert.All(minted, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(20, (await stack.OutboxAsync("TokenMinted")).Count);
        var sequences = (await stack.OutboxAsync()).Select(row => row.Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(i => (long)i), sequences);
    }

    private async Task<long> SummarisedAsync(string reason, string? issuer) => (await stack.OutboxAsync("ExchangeRefusalsSummarised"))
        .SelectMany(row => row.Body["counts"]!.AsArray())
        .Where(count => (string?)count!["reason"] == reason && (string?)count["issuer"] == issuer)
        .Sum(count => (long)count!["count"]!);
}
