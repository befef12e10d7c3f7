using System.Text.Json.Nodes;
using StackExchange.Redis;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>An issuer, a Redis database of its own and as many replicas of the service as a test starts.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly RedisServer redis;
    private readonly RabbitMqServer rabbit;
    private readonly RedisDatabases databases;
    private readonly int database;
    private readonly List<JwksCacheService> replicas = [];

    private Stack(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases, int database, TestIssuer issuer)
    {
        (this.redis, this.rabbit, this.databases, this.database, Issuer) = (redis, rabbit, databases, database, issuer);
    }

    public TestIssuer Issuer { get; }

    public static async Task<Stack> CreateAsync(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) =>
        new(redis, rabbit, databases, await databases.BorrowAsync(redis.ConnectionString), await TestIssuer.StartAsync());

    /// <summary>Starts a replica. Times are short where a test would wait for them.</summary>
    public JwksCacheService Start(params (string Key, string Value)[] further)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:redis"] = $"{redis.ConnectionString},defaultDatabase={database}",
            ["ConnectionStrings:rabbitmq"] = rabbit.Uri,
            ["Issuers:test:Issuer"] = Issuer.Url,
            ["Issuers:test:Provider"] = "github",
            ["Keys:UnknownKeyCooldown"] = "00:01:00",
            ["Keys:FirstBackoff"] = "00:00:00.2",
            ["Keys:LongestBackoff"] = "00:00:01",
        };
        foreach (var (key, value) in further)
        {
            settings[key] = value;
        }

        var replica = new JwksCacheService(settings);
        replicas.Add(replica);
        return replica;
    }

    /// <summary>Settings for sets that go stale within half a second.</summary>
    public static (string, string)[] ShortLived { get; } =
    [
        ("Keys:MinimumRefreshInterval", "00:00:00.5"), ("Keys:DefaultRefreshInterval", "00:00:00.5"), ("Keys:MaximumRefreshInterval", "00:00:00.5"),
    ];

    /// <summary>The same, but nothing refreshes in the background.</summary>
    public static (string, string)[] ShortLivedOnDemand { get; } = [.. ShortLived, ("Keys:NeededFor", "00:00:00.001")];

    public async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},defaultDatabase={database}");

    /// <summary>Nothing refreshes in the background.</summary>
    public static (string, string)[] OnDemand { get; } = [("Keys:NeededFor", "00:00:00.001")];

    /// <summary>Does what time does to the set that is there, sooner.</summary>
    public async Task AgeSetAsync(TimeSpan by)
    {
        await using var connection = await ConnectAsync();
        var redis = connection.GetDatabase();
        var set = JsonNode.Parse((string)(await redis.StringGetAsync($"jwks:set:{Issuer.Url}"))!)!;
        set["fetched_at"] = (DateTimeOffset)set["fetched_at"]! - by;
        if (set["version"] is { } version)
        {
            version["read_at"] = (DateTimeOffset)version["read_at"]! - by;
        }

        await redis.StringSetAsync($"jwks:set:{Issuer.Url}", set.ToJsonString(), TimeSpan.FromHours(24));
    }

    public string RedisVia(CuttableLink link)
    {
        var options = ConfigurationOptions.Parse($"{redis.ConnectionString},defaultDatabase={database}");
        options.EndPoints.Clear();
        options.EndPoints.Add("127.0.0.1", link.Port);
        return options.ToString(includePassword: true);
    }

    public string RedisAs(string user, string password)
    {
        var options = ConfigurationOptions.Parse($"{redis.ConnectionString},defaultDatabase={database}");
        (options.User, options.Password) = (user, password);
        return options.ToString(includePassword: true);
    }

    public CuttableLink LinkToRedis()
    {
        var endpoint = ConfigurationOptions.Parse(redis.ConnectionString).EndPoints[0].ToString()!.Split('/')[^1];
        var colon = endpoint.LastIndexOf(':');
        return new CuttableLink(endpoint[..colon], int.Parse(endpoint.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
    }

    public static async Task Until(Func<Task<bool>> condition, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        await Issuer.DisposeAsync();
        databases.Return(database);
    }
}
