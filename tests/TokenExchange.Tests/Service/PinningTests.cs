using System.Net;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

public sealed class PinningTests(PostgresServer postgres) : IAsyncLifetime
{
    private ExchangeStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await ExchangeStack.CreateAsync(postgres);

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task The_first_exchange_pins_and_the_next_ones_do_not_ask_again()
    {
        var publisher = stack.RegisterUnpinnedGitHub(TimeSpan.FromHours(1));
        var service = await stack.StartAsync();

        var first = await ExchangeStack.ExchangeAsync(service, stack.IdToken());
        var second = await ExchangeStack.ExchangeAsync(service, stack.IdToken());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal(1, stack.Neighbours.PinRequests);
        Assert.All(await stack.OutboxAsync("TokenMinted"), row => Assert.Equal(publisher.Id, (Guid)row.Body["publisher_id"]!));
    }

    [Fact]
    public async Task A_repository_that_took_up_the_name_is_refused_with_a_full_record_and_told_nothing()
    {
        var publisher = stack.RegisterGitHub(environment: "release");
        var service = await stack.StartAsync();
        var idToken = stack.IdToken(claims => claims.With("repository_id", "3003"));

        var refused = await ExchangeStack.ExchangeAsync(service, idToken);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid-publisher"), (refused.Status, refused.Code));
        Assert.StartsWith(
            "The names have a trusted publisher, but it is pinned to other immutable ids: a name was given up and taken up again. "
            + "The claim \"repository_id\" is \"3003\"; expected is the id that the publisher is pinned to. This is another account or repository ",
            refused.Description,
            StringComparison.Ordinal);
        Assert.EndsWith("(pinned_id_mismatch)", refused.Description, StringComparison.Ordinal);
        var denied = Assert.Single(await stack.OutboxAsync("TokenExchangeDenied"));
        Assert.Equal("pinned_id_mismatch", (string?)denied.Body["reason"]);
        Assert.Equal(publisher.Id, (Guid)denied.Body["nearest_publisher_id"]!);
        Assert.Equal("3003", (string?)denied.Body["claims"]!["repository_id"]);
        Assert.Empty(await stack.OutboxAsync("TokenMinted"));
        Assert.Equal(0, stack.Neighbours.PinRequests);
    }

    [Fact]
    public async Task Of_two_repositories_of_one_name_that_come_first_at_once_one_wins()
    {
        stack.RegisterUnpinnedGitHub(TimeSpan.FromHours(1));
        var one = await stack.StartAsync();
        var other = await stack.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            ExchangeStack.ExchangeAsync(i % 2 == 0 ? one : other, stack.IdToken(claims => claims.With("repository_id", i % 3 == 0 ? "3003" : "2002")))));

        var minted = await stack.OutboxAsync("TokenMinted");
        var winner = Assert.Single(minted.Select(row => (string)row.Body["claims"]!["repository_id"]!).Distinct());
        Assert.Equal(winner == "3003" ? 4 : 8, minted.Count);
        Assert.Equal(minted.Count, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(
            answers.Where(answer => answer.Status != HttpStatusCode.OK),
            answer => Assert.EndsWith("(pinned_id_mismatch)", answer.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_crash_after_the_pin_leaves_no_token_and_the_same_id_token_can_come_again()
    {
        stack.RegisterUnpinnedGitHub(TimeSpan.FromHours(1));
        var service = await stack.StartAsync();
        var idToken = stack.IdToken();
        stack.Neighbours.IsPinAnswerLost = true;

        var broken = await ExchangeStack.ExchangeAsync(service, idToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily-unavailable"), (broken.Status, broken.Code));
        Assert.Empty(await stack.OutboxAsync("TokenMinted"));
        Assert.Equal(0, await stack.CountAsync("used_id_tokens"));
        stack.Neighbours.IsPinAnswerLost = false;
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, idToken)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With("repository_id", "3003")))).Status);
    }

    [Fact]
    public async Task Nothing_is_minted_while_nobody_can_pin()
    {
        stack.RegisterUnpinnedGitHub(TimeSpan.FromHours(1));
        var service = await stack.StartAsync();
        stack.Neighbours.IsPinningDown = true;
        var idToken = stack.IdToken();

        var unavailable = await ExchangeStack.ExchangeAsync(service, idToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily-unavailable"), (unavailable.Status, unavailable.Code));
        Assert.NotNull(unavailable.Response.Headers.RetryAfter);
        Assert.Empty(await stack.OutboxAsync("TokenExchangeDenied"));
        stack.Neighbours.IsPinningDown = false;
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, idToken)).Status);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(3600, true)]
    public async Task After_the_window_the_publisher_matches_nothing_and_says_so(int secondsLeft, bool isOtherClockAhead)
    {
        var publisher = stack.RegisterUnpinnedGitHub(TimeSpan.FromSeconds(secondsLeft));
        stack.Neighbours.IsWindowOver = isOtherClockAhead;
        var service = await stack.StartAsync();

        var refused = await ExchangeStack.ExchangeAsync(service, stack.IdToken());

        Assert.StartsWith(
            "The trusted publisher was not used in time to learn its immutable ids, and matches nothing any more; its owner removes it and adds it again. Correlation id ",
            refused.Description,
            StringComparison.Ordinal);
        Assert.EndsWith("(pin_window_over)", refused.Description, StringComparison.Ordinal);
        var denied = Assert.Single(await stack.OutboxAsync("TokenExchangeDenied"));
        Assert.Equal(("pin_window_over", publisher.Id), ((string?)denied.Body["reason"], (Guid)denied.Body["nearest_publisher_id"]!));
    }

    [Fact]
    public async Task A_publisher_that_is_removed_while_it_is_pinned_gives_nothing()
    {
        var publisher = stack.RegisterUnpinnedGitHub(TimeSpan.FromHours(1));
        var service = await stack.StartAsync();
        stack.Neighbours.IsFeedDown = true;
        stack.Neighbours.Remove(publisher.Id);
        var exchange = ExchangeStack.ExchangeAsync(service, stack.IdToken());
        await ExchangeStack.Until(() => Task.FromResult(stack.Neighbours.PinRequests == 1));
        stack.Neighbours.IsFeedDown = false;

        var refused = await exchange;

        Assert.EndsWith("(no_publisher)", refused.Description, StringComparison.Ordinal);
        Assert.Empty(await stack.OutboxAsync("TokenMinted"));
    }

    [Fact]
    public async Task Other_mismatches_do_not_pin()
    {
        stack.RegisterUnpinnedGitHub(TimeSpan.FromHours(1), environment: "release");
        var service = await stack.StartAsync();

        foreach (var change in new (string Claim, string Value)[]
        {
            ("environment", "staging"),
            ("job_workflow_ref", "octo-org/sampleproject/.github/workflows/evil.yml@refs/tags/v1.2.0"),
            ("event_name", "pull_request_target"),
            ("aud", "pypi"),
        })
        {
            var refused = await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With(change.Claim, change.Value)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.DoesNotContain("release", refused.Description, StringComparison.Ordinal);
        }

        Assert.Equal(0, stack.Neighbours.PinRequests);
    }
}
