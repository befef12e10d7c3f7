using System.Net;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>Trouble with a neighbour is 503 with Retry-After, never a refusal, and consumes nothing.</summary>
public sealed class OutageTests(PostgresServer postgres) : IAsyncLifetime
{
    private ExchangeStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task Without_keys_it_answers_503_with_the_time_that_JwksCache_names()
    {
        var service = await stack.StartAsync();
        var idToken = stack.IdToken();
        stack.Neighbours.AreKeysDown = true;

        var answer = await ExchangeStack.ExchangeAsync(service, idToken);

        AssertUnavailable(answer);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Response.Headers.RetryAfter?.Delta);

        stack.Neighbours.AreKeysDown = false;
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, idToken)).Status);
    }

    [Fact]
    public async Task A_key_is_asked_for_once_a_minute_and_not_once_an_exchange()
    {
        var service = await stack.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ExchangeStack.ExchangeAsync(service, stack.IdToken())));
        stack.Neighbours.AreKeysDown = true;

        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Status);
        Assert.Equal(1, stack.Neighbours.KeyRequests);
    }

    [Fact]
    public async Task With_a_directory_that_is_too_old_it_waits_and_then_fails_closed()
    {
        var service = await stack.StartAsync(("Publishers:MaxAge", "00:00:01.5"), ("Publishers:Patience", "00:00:00.3"));
        var idToken = stack.IdToken();
        stack.Neighbours.IsFeedDown = true;
        await Task.Delay(TimeSpan.FromSeconds(3));

        AssertUnavailable(await ExchangeStack.ExchangeAsync(service, idToken));
        Assert.Equal(0, await stack.CountAsync("used_id_tokens"));

        stack.Neighbours.IsFeedDown = false;
        await ExchangeStack.Until(async () => (await ExchangeStack.ExchangeAsync(service, idToken)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_feed_that_was_restored_is_read_from_the_beginning()
    {
        var service = await stack.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Status);

        stack.Neighbours.RestoreEmpty();

        await ExchangeStack.Until(async () => (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Code == "invalid-publisher", seconds: 5);
    }

    [Fact]
    public async Task Many_pages_are_read_to_the_end_before_it_is_ready()
    {
        stack.Neighbours.PageSize = 3;
        for (var i = 0; i < 20; i++)
        {
            stack.RegisterGitHub(repository: $"repository-{i}");
        }

        var service = await stack.StartAsync();

        var answer = await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims
            .With("repository", "octo-org/repository-19")
            .With("job_workflow_ref", "octo-org/repository-19/.github/workflows/release.yml@refs/tags/v1.2.0")));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    private static void AssertUnavailable(Answer answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("Token request failed", (string?)answer.Body["message"]);
        Assert.Equal("temporarily-unavailable", answer.Code);
        Assert.NotNull(answer.Response.Headers.RetryAfter);
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }
}
