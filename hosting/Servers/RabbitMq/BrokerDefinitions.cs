using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>What the broker imports at each start, so that changed users, passwords and permissions arrive.</summary>
internal static class BrokerDefinitions
{
    private const string VirtualHost = "/";
    private const int SaltLength = 4;

    /// <summary>Writes the definitions as JSON; passwords are in it as salted hashes only.</summary>
    /// <param name="users">Accounts and their passwords.</param>
    /// <param name="brokerMajor">The broker's major version.</param>
    public static string Write(IEnumerable<(BrokerUser User, string Password)> users, int brokerMajor)
    {
        var all = users.ToList();
        var definitions = new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = VirtualHost }),
            ["users"] = new JsonArray([.. all.Select(u => Account(u.User, u.Password))]),
            ["permissions"] = new JsonArray([.. all.Select(u => Permission(u.User))]),
            ["policies"] = new JsonArray([.. Policies(brokerMajor)]),
        };
        return definitions.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Base64 of a salt and SHA-256(salt ‖ password): RabbitMQ's <c>rabbit_password_hashing_sha256</c>.</summary>
    internal static string PasswordHash(string password, ReadOnlySpan<byte> salt)
    {
        var hash = SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)]);
        return Convert.ToBase64String([.. salt, .. hash]);
    }

    private static JsonObject Account(BrokerUser user, string password) => new()
    {
        ["name"] = user.Name,
        ["password_hash"] = PasswordHash(password, RandomNumberGenerator.GetBytes(SaltLength)),
        ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
        // No tag: nobody administers the broker over the network.
        ["tags"] = "",
    };

    private static JsonObject Permission(BrokerUser user) => new()
    {
        ["user"] = user.Name,
        ["vhost"] = VirtualHost,
        ["configure"] = user.Configure,
        ["write"] = user.Write,
        ["read"] = user.Read,
    };

    /// <summary>From version 4 on the broker drops a message of a quorum queue that came back 20 times; records must never be dropped.</summary>
    private static IEnumerable<JsonNode> Policies(int brokerMajor) => brokerMajor < 4
        ? []
        :
        [
            new JsonObject
            {
                ["vhost"] = VirtualHost,
                ["name"] = "keep-records",
                ["pattern"] = ".*",
                ["apply-to"] = "quorum_queues",
                ["priority"] = 0,
                ["definition"] = new JsonObject { ["delivery-limit"] = -1 },
            },
        ];
}
