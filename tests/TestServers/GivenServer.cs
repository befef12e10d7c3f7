namespace TrustedPublishing.TestServers;

/// <summary>A server that runs already and is given by an environment variable, for example by a CI job.</summary>
internal static class GivenServer
{
    public static string ConnectionString(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"Set {variable} to the connection string of a server that the tests may use.");

    public static InvalidOperationException CannotBeStopped(string variable, int port) =>
        new($"The server on port {port}, given by {variable}, is not this process's to stop. Unset {variable} to run this test.");
}
