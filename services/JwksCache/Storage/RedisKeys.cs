using StackExchange.Redis;

namespace TrustedPublishing.JwksCache.Storage;

/// <summary>Everything that this service keeps in Redis. Its user needs rights to <c>jwks:*</c> only.</summary>
internal static class RedisKeys
{
    /// <summary>Records that the broker has not confirmed yet, oldest first: <c>7 {…}</c>.</summary>
    public static readonly RedisKey Records = "jwks:records";

    /// <summary>The number of the last record.</summary>
    public static readonly RedisKey RecordSequence = "jwks:records:sequence";

    /// <summary>Held by the replica that relays records.</summary>
    public static readonly RedisKey RelayLock = "jwks:records:lock";

    /// <summary>The key set, as JSON.</summary>
    public static RedisKey Set(string issuer) => $"jwks:set:{issuer}";

    /// <summary>How many fetches have begun.</summary>
    public static RedisKey Fetches(string issuer) => $"jwks:fetches:{issuer}";

    /// <summary>How many fetches have ended with an outcome.</summary>
    public static RedisKey Ended(string issuer) => $"jwks:ended:{issuer}";

    /// <summary>Held by the replica that fetches.</summary>
    public static RedisKey Lock(string issuer) => $"jwks:lock:{issuer}";

    /// <summary>There while unknown key ids cause no fetch.</summary>
    public static RedisKey Cooldown(string issuer) => $"jwks:cooldown:{issuer}";

    /// <summary>The failures since the last success, as JSON.</summary>
    public static RedisKey Failure(string issuer) => $"jwks:failure:{issuer}";

    /// <summary>There while the issuer is wanted.</summary>
    public static RedisKey Needed(string issuer) => $"jwks:needed:{issuer}";

    /// <summary>The keys as they were announced last, as JSON. Never expires.</summary>
    public static RedisKey Announced(string issuer) => $"jwks:announced:{issuer}";

    /// <summary>There while it is announced that the issuer's keys are unavailable.</summary>
    public static RedisKey Unavailable(string issuer) => $"jwks:unavailable:{issuer}";
}
