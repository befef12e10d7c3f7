using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>An account of the Redis server and what it may do, in the words of Redis's ACL.</summary>
/// <param name="Name">Also the name of its service.</param>
/// <param name="Rules">Everything after the password.</param>
public sealed record RedisUser(string Name, string Rules)
{
    /// <summary>
    /// A service that keeps keys under one prefix: it reads and writes these (also with transactions and scripts), connects, and
    /// nothing else. No administration, no dangerous command except INFO, which clients ask for when they connect.
    /// </summary>
    public static RedisUser ForKeys(string name, string prefix) =>
        new(name, $"resetchannels ~{prefix}* -@all +@read +@write +@connection +@transaction +@scripting -@dangerous +info");

    /// <summary>Everything. For tests; no service has it.</summary>
    public static RedisUser WithFullRights(string name) => new(name, "~* &* +@all");

    /// <summary>The line of <c>redis.conf</c>. It holds the password's SHA-256, as Redis itself would keep it.</summary>
    internal string ConfigurationLine(string password) =>
        $"user {Name} on #{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)))} {Rules}";
}
