using StackExchange.Redis;
using TrustedPublishing.Hosting.Servers.Redis;
using RedisServer = TrustedPublishing.TestServers.RedisServer;
using RabbitMqServer = TrustedPublishing.TestServers.RabbitMqServer;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>Redis as the stack runs it: with a user of few rights, and restarted now and then.</summary>
public sealed class RedisTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases)
{
    [Fact]
    public async Task The_rights_to_its_own_keys_are_enough()
    {
        await using var stack = await Stack.CreateAsync(redis, rabbit, databases);
        await using var inbox = await Inbox.OpenAsync(rabbit.Uri);
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var user = RedisUser.ForKeys($"jwks-cache-{Guid.NewGuid():N}", "jwks:");
        await admin.GetDatabase().ExecuteAsync("ACL", ["SETUSER", user.Name, "on", ">few-rights", .. user.Rules.Split(' ')]);
        try
        {
            var service = stack.Start(("ConnectionStrings:redis", stack.RedisAs(user.Name, "few-rights")));

            Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
            Assert.Equal(404, (await service.FindKeyAsync(stack.Issuer.Url, "unknown")).Status);
            Assert.Single(await inbox.AboutAsync(stack.Issuer.Url, 1));
            Assert.Equal("Healthy", await service.Http.GetStringAsync("/health", TestContext.Current.CancellationToken));
        }
        finally
        {
            await admin.GetDatabase().ExecuteAsync("ACL", "DELUSER", user.Name);
        }
    }

    [Fact]
    public async Task A_restart_loses_neither_keys_nor_records_nor_their_numbers()
    {
        await using var own = await RedisServer.StartOwnAsync();
        await using var stack = await Stack.CreateAsync(own, rabbit, databases);
        await using var inbox = await Inbox.OpenAsync(rabbit.Uri);
        await using var link = new CuttableLink(new Uri(rabbit.Uri).Host, new Uri(rabbit.Uri).Port);
        link.Cut();
        var service = stack.Start(("ConnectionStrings:rabbitmq", new UriBuilder(rabbit.Uri) { Host = "127.0.0.1", Port = link.Port }.Uri.ToString()));
        var before = await service.FindKeyAsync(stack.Issuer);

        await own.StopAsync();
        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 503);
        await own.StartAsync();
        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 200);

        Assert.Equal(before.ConfirmedAt, (await service.FindKeyAsync(stack.Issuer)).ConfirmedAt);
        Assert.Equal(1, stack.Issuer.KeySetRequests);
        link.Mend();
        stack.Issuer.Simulated.Rotate();
        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
        var records = await inbox.AboutAsync(stack.Issuer.Url, 2);
        Assert.Equal([1L, 2L], records.Select(r => (long)r["sequence"]!));
    }
}
