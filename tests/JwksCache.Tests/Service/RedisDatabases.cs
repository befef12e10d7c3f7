using System.Collections.Concurrent;
using StackExchange.Redis;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>Lends each test a logical database of its own on the one Redis server, because every replica uses the same key names.</summary>
public sealed class RedisDatabases
{
    private readonly ConcurrentBag<int> free = [.. Enumerable.Range(1, 15)];

    public async Task<int> BorrowAsync(string connectionString)
    {
        if (!free.TryTake(out var database))
        {
            throw new InvalidOperationException("More than 15 tests need a Redis database at once.");
        }

        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{connectionString},allowAdmin=true");
        await redis.GetServers()[0].FlushDatabaseAsync(database);
        return database;
    }

    public void Return(int database) => free.Add(database);
}
