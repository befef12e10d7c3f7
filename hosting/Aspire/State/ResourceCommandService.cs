using TrustedPublishing.Hosting.Engine;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Does to a resource what the buttons of the dashboard do: <c>start</c>, <c>stop</c>, <c>restart</c>.</summary>
public class ResourceCommandService
{
    private readonly ResourceLifecycle _lifecycle;

    internal ResourceCommandService(ResourceLifecycle lifecycle) => _lifecycle = lifecycle;

    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);

    /// <param name="resourceId">The id or the name of a resource.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the process to end.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _lifecycle.ExecuteCommandAsync(resourceId, commandName, cancellationToken);
}

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; init; }
}

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}
