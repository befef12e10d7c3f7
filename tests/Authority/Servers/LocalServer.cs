using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Authority.Processes;

namespace TrustedPublishing.Authority.Servers;

/// <summary>PostgreSQL, Redis or RabbitMQ. Whatever is done to it, its data and its port stay.</summary>
public sealed class LocalServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DistributedApplication application;
    private readonly string resource;

    internal LocalServer(string name, DistributedApplication application, string resource)
    {
        Name = name;
        this.application = application;
        this.resource = resource;
    }

    public string Name { get; }

    /// <summary>The server's processes as they are now, without the shell that guards them; empty while it does not run.</summary>
    public IReadOnlyList<int> ProcessIds => GuardId is { } guard ? ProcessTree.DescendantsOf(guard) : [];

    /// <summary>kill -9 of all its processes at once; returns when they are gone.</summary>
    public async Task KillAsync()
    {
        await SignalAsync(Signals.Kill);
        await UntilEndedAsync();
    }

    /// <summary>Stops it in good order, as an operator does.</summary>
    public Task StopAsync() => ExecuteAsync(KnownResourceCommands.StopCommand);

    /// <summary>Starts it again after <see cref="KillAsync"/> or <see cref="StopAsync"/>; returns when it answers.</summary>
    public async Task StartAsync()
    {
        await ExecuteAsync(KnownResourceCommands.StartCommand);
        using var limit = new CancellationTokenSource(Patience);
        await UntilHealthyAsync(limit.Token);
    }

    public Task PauseAsync() => SignalAsync(Signals.Stop);

    public Task ResumeAsync() => SignalAsync(Signals.Continue);

    internal async Task UntilHealthyAsync(CancellationToken cancellationToken) =>
        await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellationToken);

    /// <summary>The shell around the server, which is what the engine started.</summary>
    private int? GuardId
    {
        get
        {
            if (!application.ResourceNotifications.TryGetCurrentState(resource, out var current)
                || KnownResourceStates.TerminalStates.Contains(current.Snapshot.State?.Text ?? ""))
            {
                return null;
            }

            var id = current.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value;
            return id is null ? null : Convert.ToInt32(id, CultureInfo.InvariantCulture);
        }
    }

    private Task SignalAsync(string signal) => ProcessIds is { Count: > 0 } processes ? Signals.SendAsync(signal, processes) : Task.CompletedTask;

    private async Task UntilEndedAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await application.ResourceNotifications.WaitForResourceAsync(
            resource, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text ?? ""), limit.Token);
    }

    private async Task ExecuteAsync(string command)
    {
        using var limit = new CancellationTokenSource(Patience);
        var result = await application.ResourceCommands.ExecuteCommandAsync(resource, command, limit.Token);
        if (!result.Success)
        {
            throw new InvalidOperationException($"The command '{command}' failed on {Name}: {result.Message}");
        }
    }
}
