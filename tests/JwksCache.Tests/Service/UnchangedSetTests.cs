using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>An issuer that says by ETag which set it has need not send it again (RFC 9110 §13.1.2), within bounds.</summary>
public sealed class UnchangedSetTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> asked = new();
    private Stack stack = null!;
    private string etag = "\"v1\"";
    private bool answersUnchangedToAll;

    public async ValueTask InitializeAsync()
    {
        stack = await Stack.CreateAsync(redis, rabbit, databases);
        stack.Issuer.Misbehave = context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/jwks", StringComparison.Ordinal))
            {
                return Task.FromResult(false);
            }

            var given = context.Request.Headers.IfNoneMatch.ToString();
            asked.Enqueue(given);
            context.Response.Headers.ETag = etag;
            var isUnchanged = given == etag || (answersUnchangedToAll && given.Length > 0);
            context.Response.StatusCode = isUnchanged ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
            return Task.FromResult(isUnchanged);
        };
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task A_set_that_has_not_changed_is_confirmed_without_being_sent()
    {
        var service = stack.Start(Stack.OnDemand);
        var first = await service.FindKeyAsync(stack.Issuer);
        await stack.AgeSetAsync(TimeSpan.FromMinutes(20));

        var second = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal(["", "\"v1\""], asked);
        Assert.Equal((200, 1), (second.Status, stack.Issuer.KeySetRequests));
        Assert.True(second.ConfirmedAt > first.ConfirmedAt);
        Assert.Equal("fresh", (string?)(await service.ViewAsync(stack.Issuer.Url))["state"]);
    }

    [Fact]
    public async Task A_changed_set_is_sent_and_replaces_the_old_one()
    {
        var service = stack.Start(Stack.OnDemand);
        await service.FindKeyAsync(stack.Issuer);
        var withdrawn = stack.Issuer.Simulated.KeyId;
        stack.Issuer.Simulated.Rotate();
        etag = "\"v2\"";
        await stack.AgeSetAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(404, (await service.FindKeyAsync(stack.Issuer.Url, withdrawn)).Status);
        Assert.Equal(["", "\"v1\""], asked);
        Assert.Equal(2, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task An_issuer_that_always_says_unchanged_is_asked_for_the_whole_set_in_time()
    {
        answersUnchangedToAll = true;
        var service = stack.Start(Stack.OnDemand);
        await service.FindKeyAsync(stack.Issuer);
        var withdrawn = stack.Issuer.Simulated.KeyId;
        stack.Issuer.Simulated.Rotate();

        await stack.AgeSetAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer.Url, withdrawn)).Status);
        await stack.AgeSetAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(404, (await service.FindKeyAsync(stack.Issuer.Url, withdrawn)).Status);

        Assert.Equal(["", "\"v1\"", ""], asked);
    }

    [Fact]
    public async Task For_an_unknown_key_id_the_whole_set_is_asked_for()
    {
        answersUnchangedToAll = true;
        var service = stack.Start(Stack.OnDemand);
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Simulated.Rotate();

        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
        Assert.Equal(["", ""], asked);
    }
}
