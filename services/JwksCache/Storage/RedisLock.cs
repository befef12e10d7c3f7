using StackExchange.Redis;

namespace TrustedPublishing.JwksCache.Storage;

internal static class RedisLock
{
    private const string Script = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";

    /// <summary>Gives up a lock, unless it ran out and belongs to somebody else by now.</summary>
    public static Task UnlockAsync(this IDatabase redis, RedisKey key, string token) => redis.ScriptEvaluateAsync(Script, [key], [token]);
}
