namespace TrustedPublishing.Hosting.Cache;

/// <summary>Where the stack keeps things on this machine: what can be fetched again in one folder, what cannot in another.</summary>
/// <remarks>
/// root uses <c>/var/cache</c> and <c>/var/lib</c>, because the servers then run as another user, who cannot enter root's home;
/// everybody else uses the XDG folders.
/// </remarks>
public static class StackFolders
{
    private const string Name = "trusted-publishing";

    /// <summary>Fetched programs. Overridden by <c>Stack:CacheFolder</c>, then by the variable <c>TRUSTED_PUBLISHING_CACHE</c>.</summary>
    /// <param name="setting">Reads a setting by its key, for example <c>key => builder.Configuration[key]</c>; null: environment variables only.</param>
    public static CacheFolder Cache(Func<string, string?>? setting = null) =>
        new(Resolve(setting, "Stack:CacheFolder", "TRUSTED_PUBLISHING_CACHE", "/var/cache", "XDG_CACHE_HOME", ".cache"));

    /// <summary>The servers' data and the generated secrets. Overridden by <c>Stack:StateFolder</c>, then by <c>TRUSTED_PUBLISHING_STATE</c>.</summary>
    /// <param name="setting">Reads a setting by its key; null: environment variables only.</param>
    public static string State(Func<string, string?>? setting = null) =>
        Resolve(setting, "Stack:StateFolder", "TRUSTED_PUBLISHING_STATE", "/var/lib", "XDG_DATA_HOME", Path.Combine(".local", "share"));

    private static string Resolve(Func<string, string?>? setting, string key, string variable, string rootsFolder, string xdgVariable, string belowHome)
    {
        setting ??= k => Environment.GetEnvironmentVariable(k.Replace(":", "__", StringComparison.Ordinal));
        var overridden = new[] { setting(key), Environment.GetEnvironmentVariable(variable) }.FirstOrDefault(p => !string.IsNullOrWhiteSpace(p));
        return Path.GetFullPath(overridden ?? Path.Combine(Parent(rootsFolder, xdgVariable, belowHome), Name));
    }

    private static string Parent(string rootsFolder, string xdgVariable, string belowHome)
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        if (Environment.IsPrivilegedProcess)
        {
            return rootsFolder;
        }

        // XDG Base Directory Specification: a relative path in the variable is invalid and must be ignored.
        return Environment.GetEnvironmentVariable(xdgVariable) is { } xdg && Path.IsPathRooted(xdg)
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), belowHome);
    }
}
