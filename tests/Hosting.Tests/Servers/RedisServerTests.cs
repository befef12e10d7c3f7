using StackExchange.Redis;
using TrustedPublishing.Hosting.Servers.Redis;

namespace TrustedPublishing.Hosting.Tests.Servers;

/// <summary>One Redis with the user that the stack gives to JwksCache.</summary>
public sealed class JwksCacheRedis : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private StackRun? run;

    internal string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        (run, var server) = await StackRun.StartAsync(folder.Path, AddAsync);
        ConnectionString = await server.ConnectionString("jwks-cache").ValueAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await run!.DisposeAsync();
        folder.Dispose();
    }

    internal static Task<RedisServer> AddAsync(Aspire.Hosting.IDistributedApplicationBuilder builder) =>
        builder.AddRedisServerAsync("redis", [RedisUser.ForKeys("jwks-cache", "jwks:")], TestContext.Current.CancellationToken);
}

public sealed class RedisServerTests(JwksCacheRedis redis) : IClassFixture<JwksCacheRedis>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_user_reads_and_writes_its_own_keys_with_locks_scripts_and_transactions()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var database = connection.GetDatabase();

        Assert.True(await database.StringSetAsync("jwks:set", "{}", TimeSpan.FromMinutes(1)));
        Assert.Equal("{}", await database.StringGetAsync("jwks:set"));
        Assert.True(await database.HashSetAsync("jwks:hash", "field", 1));
        Assert.True(await database.LockTakeAsync("jwks:lock", "me", TimeSpan.FromMinutes(1)));
        Assert.True(await database.LockReleaseAsync("jwks:lock", "me"));
        Assert.Equal(1, (int)await database.ScriptEvaluateAsync("return redis.call('DEL', KEYS[1])", ["jwks:set"]));
        var transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.HashEqual("jwks:hash", "field", 1));
        _ = transaction.StringSetAsync("jwks:set", "again");
        Assert.True(await transaction.ExecuteAsync());
    }

    [Theory]
    [InlineData("SET", "other:key", "x")]
    [InlineData("GET", "other:key")]
    [InlineData("SET", "jwks", "x")]
    [InlineData("RENAME", "jwks:set", "other")]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    [InlineData("KEYS", "*")]
    [InlineData("CONFIG", "SET", "dir", "/tmp")]
    [InlineData("CONFIG", "GET", "*")]
    [InlineData("ACL", "LIST")]
    [InlineData("ACL", "SETUSER", "jwks-cache", "allkeys")]
    [InlineData("SAVE")]
    [InlineData("SHUTDOWN")]
    [InlineData("REPLICAOF", "127.0.0.1", "1")]
    [InlineData("MODULE", "LIST")]
    [InlineData("MONITOR")]
    [InlineData("CLIENT", "LIST")]
    [InlineData("PUBLISH", "channel", "x")]
    public async Task The_user_may_do_nothing_else(string command, params string[] arguments)
    {
        var options = ConfigurationOptions.Parse(redis.ConnectionString);
        options.AllowAdmin = true;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);

        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => connection.GetDatabase().ExecuteAsync(command, arguments));

        Assert.Contains("NOPERM", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_script_may_do_no_more_than_its_user()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => connection.GetDatabase().ScriptEvaluateAsync("return redis.call('SET', 'other:key', 'x')"));

        Assert.Contains("can't access at least one of the keys", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",password=wrong")]
    [InlineData(",user=default,password=")]
    [InlineData(",user=jwks-cache,password=wrong")]
    public async Task Lets_nobody_in_without_user_and_password(string credentials)
    {
        var address = redis.ConnectionString.Split(',')[0];

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync($"{address},connectRetry=0{credentials}"));
    }

    [Fact]
    public async Task A_restart_keeps_data_and_passwords()
    {
        var (first, before) = await StackRun.StartAsync(folder.Path, JwksCacheRedis.AddAsync);
        await using (first)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(await before.ConnectionString("jwks-cache").ValueAsync());
            await connection.GetDatabase().StringSetAsync("jwks:kept", "yes");
            await connection.GetDatabase().ScriptEvaluateAsync("redis.call('SET', KEYS[1], 'yes') redis.call('INCR', KEYS[2])", ["jwks:by-script", "jwks:count"]);
        }

        var (second, after) = await StackRun.StartAsync(folder.Path, JwksCacheRedis.AddAsync);
        await using (second)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(await after.ConnectionString("jwks-cache").ValueAsync());
            Assert.Equal(["yes", "yes", "1"], await connection.GetDatabase().StringGetAsync(["jwks:kept", "jwks:by-script", "jwks:count"]));
        }
    }

    [Fact]
    public void The_configuration_holds_hashes_and_syncs_every_write()
    {
        var configuration = RedisConfiguration.Write("127.0.0.1", "/var/lib/a folder/data", [(RedisUser.ForKeys("jwks-cache", "jwks:"), "s3cret")]);

        Assert.Equal(
            """
            bind 127.0.0.1
            protected-mode yes
            dir "/var/lib/a folder/data"
            appendonly yes
            appendfsync always
            user default off resetpass ~* &* +@all
            user jwks-cache on #1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba0 resetchannels ~jwks:* -@all +@read +@write +@connection +@transaction +@scripting -@dangerous +info

            """,
            configuration);
    }

    [Fact]
    public async Task A_given_server_means_that_nothing_is_started()
    {
        var builder = StackRun.Builder(folder.Path);
        builder.Configuration["ConnectionStrings:redis"] = "redis.internal:6379,password=s3cret";

        var server = await JwksCacheRedis.AddAsync(builder);

        Assert.Null(server.Resource);
        Assert.Equal("redis.internal:6379,password=s3cret", await server.ConnectionString("jwks-cache").ValueAsync());
    }
}
