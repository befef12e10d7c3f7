namespace TrustedPublishing.TestServers;

/// <summary>A server that runs already and is given to the tests by an environment variable, for example by a CI job.</summary>
internal static class GivenServer
{
    /// <summary>The variable's value, or null when the tests start a server of their own.</summary>
    public static string? ConnectionString(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
