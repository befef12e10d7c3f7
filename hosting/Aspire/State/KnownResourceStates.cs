namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceStates
{
    public static readonly string NotStarted = "NotStarted";
    public static readonly string Waiting = "Waiting";
    public static readonly string Starting = "Starting";
    public static readonly string Running = "Running";
    public static readonly string Stopping = "Stopping";

    /// <summary>Ended by itself.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>Was ended.</summary>
    public static readonly string Exited = "Exited";

    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>No container runtime answers.</summary>
    public static readonly string RuntimeUnhealthy = "RuntimeUnhealthy";

    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
