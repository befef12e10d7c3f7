using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Choice;

/// <summary>
/// The order in which a server is looked for: an explicit connection string, a container runtime that answers, programs on the
/// machine, programs to fetch. <c>Stack:Servers</c> names one of the last three, or <c>process</c> for the last two, and rules the others out.
/// </summary>
internal static class ServerChoice
{
    public const string Setting = "Stack:Servers";

    /// <summary>Chooses; later questions are asked only when the earlier answers were no.</summary>
    /// <param name="server">Its name, for messages.</param>
    /// <param name="isGiven">The configuration holds its connection string.</param>
    /// <param name="setting">The value of <see cref="Setting"/>: <c>container</c>, <c>process</c> (local, else fetched), <c>local</c>, <c>fetched</c> or nothing.</param>
    /// <param name="containerRuntimeAnswers">Asks Docker or Podman.</param>
    /// <param name="isInstalled">Looks for a version that is new enough.</param>
    /// <exception cref="PrerequisiteException">The setting is none of these, or asks for what is not there.</exception>
    public static async Task<ServerKind> ChooseAsync(
        string server, bool isGiven, string? setting, Func<Task<bool>> containerRuntimeAnswers, Func<Task<bool>> isInstalled)
    {
        if (isGiven)
        {
            return ServerKind.Given;
        }

        switch (setting?.ToLowerInvariant())
        {
            case null or "":
                return await containerRuntimeAnswers() ? ServerKind.Container
                    : await isInstalled() ? ServerKind.Local
                    : ServerKind.Fetched;
            case "container":
                return await containerRuntimeAnswers() ? ServerKind.Container : throw new PrerequisiteException(
                    $"{Setting} is 'container', but neither Docker nor Podman answers. Start one, or remove the setting.");
            case "process":
                return await isInstalled() ? ServerKind.Local : ServerKind.Fetched;
            case "local":
                return await isInstalled() ? ServerKind.Local : throw new PrerequisiteException(
                    $"{Setting} is 'local', but no {server} of a version that is new enough is installed. Install it, or remove the setting.");
            case "fetched":
                return ServerKind.Fetched;
            default:
                throw new PrerequisiteException($"{Setting} is '{setting}'. It may be 'container', 'process', 'local', 'fetched' or nothing.");
        }
    }
}
