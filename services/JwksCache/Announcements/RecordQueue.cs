using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using TrustedPublishing.Contracts;
using TrustedPublishing.JwksCache.Storage;

namespace TrustedPublishing.JwksCache.Announcements;

/// <summary>The records in Redis that the broker has not confirmed yet. <see cref="IssuerStore"/> appends to it.</summary>
internal sealed class RecordQueue(IDatabase redis)
{
    // By number and not by count: another relay may have removed some in the meantime.
    private const string RemoveScript = """
        local head = redis.call('LINDEX', KEYS[1], 0)
        while head and tonumber(string.match(head, '^%d+')) <= tonumber(ARGV[1]) do
            redis.call('LPOP', KEYS[1])
            head = redis.call('LINDEX', KEYS[1], 0)
        end
        """;

    /// <summary>The oldest records, in their order.</summary>
    public async Task<IReadOnlyList<Record>> ReadAsync(int limit) =>
        [.. (await redis.ListRangeAsync(RedisKeys.Records, 0, limit - 1)).Select(value => Parse(value.ToString()))];

    /// <summary>Removes the records up to and including this number.</summary>
    public Task RemoveAsync(long through) => redis.ScriptEvaluateAsync(RemoveScript, [RedisKeys.Records], [through]);

    /// <summary>Two relays at once would only send records twice; the lock saves that.</summary>
    public Task<bool> LockAsync(string token, TimeSpan time) => redis.StringSetAsync(RedisKeys.RelayLock, token, time, When.NotExists);

    public Task UnlockAsync(string token) => redis.UnlockAsync(RedisKeys.RelayLock, token);

    private static Record Parse(string value)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var stored = JsonSerializer.Deserialize(value.AsSpan(space + 1), StorageJson.Default.OutboxRecord)!;
        using var body = JsonDocument.Parse(stored.Body);
        return new Record
        {
            Sequence = long.Parse(value.AsSpan(0, space), CultureInfo.InvariantCulture),
            Id = stored.Id,
            Type = stored.Type,
            OccurredAt = stored.OccurredAt,
            TraceParent = stored.TraceParent,
            Body = body.RootElement.Clone(),
        };
    }
}
