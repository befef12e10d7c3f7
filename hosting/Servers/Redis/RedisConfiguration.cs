namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>The server's <c>redis.conf</c>.</summary>
internal static class RedisConfiguration
{
    /// <summary>Writes the configuration; the user <c>default</c>, who needs no name, is off.</summary>
    /// <param name="bind">The addresses to listen on.</param>
    /// <param name="dataFolder">An absolute path.</param>
    /// <param name="users">Accounts and their passwords.</param>
    public static string Write(string bind, string dataFolder, IEnumerable<(RedisUser User, string Password)> users) => string.Join('\n',
    [
        $"bind {bind}",
        "protected-mode yes",
        $"dir \"{dataFolder}\"",
        // A record that a service announces from here must not be lost with the machine's power. Writes are rare.
        "appendonly yes",
        "appendfsync always",
        // Nobody can log in as it. It keeps its rights, because Redis replays transactions and scripts of the append-only file in
        // its name, and leaves out without a word what it has no rights for.
        "user default off resetpass ~* &* +@all",
        .. users.Select(u => u.User.ConfigurationLine(u.Password)),
        "",
    ]);
}
