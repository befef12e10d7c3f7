using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackExchange.Redis;
using TrustedPublishing.Contracts;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Refreshing;

namespace TrustedPublishing.JwksCache.Storage;

/// <summary>All that the replicas know together about one issuer.</summary>
internal sealed record IssuerState
{
    public KeySet? Set { get; init; }

    /// <summary>How many fetches had begun when this was read.</summary>
    public long Fetches { get; init; }

    /// <summary>How many of them had ended with an outcome.</summary>
    public long Ended { get; init; }

    /// <summary>Null after a success.</summary>
    public FetchFailure? Failure { get; init; }

    /// <summary>Null when nothing was announced yet.</summary>
    public IReadOnlyList<SigningKeyRef>? Announced { get; init; }

    /// <summary>The same as it is stored, to compare with.</summary>
    public string AnnouncedText { get; init; } = "";

    public bool AnnouncedUnavailable { get; init; }

    public bool IsNeeded { get; init; }
}

/// <summary>The issuers' keys in Redis.</summary>
internal sealed class IssuerStore(IDatabase redis)
{
    // A fetch begins: nobody else fetches, nobody has begun to or come to an end since the caller looked, and an unknown key id is
    // not the reason within its cooldown. The number tells later whether a set was fetched after a request arrived, without comparing clocks.
    private const string BeginScript = """
        local lock, cooldown, fetches, ended = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local token, seen, seen_ended, lock_ms, cooldown_ms = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
        if redis.call('EXISTS', lock) == 1 then return {'busy', 0} end
        if (redis.call('GET', fetches) or '0') ~= seen or (redis.call('GET', ended) or '0') ~= seen_ended then return {'overtaken', 0} end
        if cooldown_ms > 0 then
            local left = redis.call('PTTL', cooldown)
            if left > 0 then return {'cooling', left} end
            redis.call('SET', cooldown, '', 'PX', cooldown_ms)
        end
        redis.call('SET', lock, token, 'PX', lock_ms)
        return {'begun', redis.call('INCR', fetches)}
        """;

    // A fetch ends: what it found, what it has to say about it and the end of its lock become true together, or not at all
    // if the lock ran out and another fetch may have begun.
    private const string EndScript = """
        local lock, set, failure, announced, unavailable, sequence, records, ended =
            KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
        local token, new_set, set_ms, new_failure, failure_ms, old_announced, new_announced, is_unavailable, record =
            ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
        if redis.call('GET', lock) ~= token then return 0 end
        redis.call('DEL', lock)
        if (redis.call('GET', announced) or '') ~= old_announced then return 0 end
        redis.call('INCR', ended)
        if new_set ~= '' then redis.call('SET', set, new_set, 'PX', set_ms) end
        if new_failure ~= '' then redis.call('SET', failure, new_failure, 'PX', failure_ms) else redis.call('DEL', failure) end
        if is_unavailable == '1' then redis.call('SET', unavailable, '1') else redis.call('DEL', unavailable) end
        if new_announced ~= '' then redis.call('SET', announced, new_announced) end
        if record ~= '' then redis.call('RPUSH', records, redis.call('INCR', sequence) .. ' ' .. record) end
        return 1
        """;

    public async Task<IssuerState> ReadAsync(string issuer)
    {
        var values = await redis.StringGetAsync(
        [
            RedisKeys.Set(issuer), RedisKeys.Fetches(issuer), RedisKeys.Failure(issuer),
            RedisKeys.Announced(issuer), RedisKeys.Unavailable(issuer), RedisKeys.Needed(issuer), RedisKeys.Ended(issuer),
        ]);
        return new IssuerState
        {
            Set = Read(values[0], StorageJson.Default.KeySet),
            Fetches = (long?)values[1] ?? 0,
            Failure = Read(values[2], StorageJson.Default.FetchFailure),
            Announced = Read(values[3], StorageJson.Default.IReadOnlyListSigningKeyRef),
            AnnouncedText = values[3].IsNull ? "" : values[3].ToString(),
            AnnouncedUnavailable = !values[4].IsNull,
            IsNeeded = !values[5].IsNull,
            Ended = (long?)values[6] ?? 0,
        };
    }

    public Task MarkNeededAsync(string issuer, TimeSpan period) => redis.StringSetAsync(RedisKeys.Needed(issuer), "1", period);

    /// <param name="issuer">Whose keys are to be fetched.</param>
    /// <param name="seen">What the caller read when it found that a fetch is needed.</param>
    /// <param name="lockTime">Longer than any fetch.</param>
    /// <param name="cooldown">Zero when the reason is not an unknown key id.</param>
    public async Task<FetchStart> BeginFetchAsync(string issuer, IssuerState seen, TimeSpan lockTime, TimeSpan cooldown)
    {
        var token = Guid.NewGuid().ToString("N");
        var answer = (RedisResult[])(await redis.ScriptEvaluateAsync(
            BeginScript,
            [RedisKeys.Lock(issuer), RedisKeys.Cooldown(issuer), RedisKeys.Fetches(issuer), RedisKeys.Ended(issuer)],
            [token, seen.Fetches, seen.Ended, (long)lockTime.TotalMilliseconds, (long)cooldown.TotalMilliseconds]))!;
        var number = (long)answer[1];
        return (string?)answer[0] switch
        {
            "begun" => new FetchStart.Begun(token, number),
            "cooling" => new FetchStart.Cooling(TimeSpan.FromMilliseconds(number)),
            "overtaken" => new FetchStart.Overtaken(),
            _ => new FetchStart.Busy(),
        };
    }

    /// <returns>False when the fetch took too long and its result was dropped.</returns>
    public async Task<bool> EndFetchAsync(string issuer, FetchStart.Begun fetch, IssuerState before, FetchEnd end)
    {
        var done = await redis.ScriptEvaluateAsync(
            EndScript,
            [
                RedisKeys.Lock(issuer), RedisKeys.Set(issuer), RedisKeys.Failure(issuer), RedisKeys.Announced(issuer),
                RedisKeys.Unavailable(issuer), RedisKeys.RecordSequence, RedisKeys.Records, RedisKeys.Ended(issuer),
            ],
            [
                fetch.Token,
                Write(end.Set, StorageJson.Default.KeySet), (long)end.KeepSetFor.TotalMilliseconds,
                Write(end.Failure, StorageJson.Default.FetchFailure), (long)end.KeepSetFor.TotalMilliseconds,
                before.AnnouncedText, Write(end.Announced, StorageJson.Default.IReadOnlyListSigningKeyRef),
                end.IsUnavailable ? "1" : "0",
                Write(end.Record, StorageJson.Default.OutboxRecord),
            ]);
        return (long)done == 1;
    }

    /// <summary>Lets others fetch at once when a fetch ends without an outcome.</summary>
    public Task AbandonFetchAsync(string issuer, FetchStart.Begun fetch) => redis.UnlockAsync(RedisKeys.Lock(issuer), fetch.Token);

    public async Task<bool> IsFetchInFlightAsync(string issuer) => await redis.KeyExistsAsync(RedisKeys.Lock(issuer));

    private static RedisValue Write<T>(T? value, JsonTypeInfo<T> json)
        where T : class => value is null ? "" : JsonSerializer.Serialize(value, json);

    /// <summary>What another version wrote in another shape counts as not there: it is fetched again.</summary>
    private static T? Read<T>(RedisValue value, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return value.IsNullOrEmpty ? null : JsonSerializer.Deserialize(value.ToString(), json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
