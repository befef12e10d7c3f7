using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting.Console;

/// <summary>What the operator reads: one line when a resource is ready, ends or fails, and why.</summary>
internal sealed partial class ConsoleReport(DistributedApplicationModel model, IHostApplicationLifetime lifetime, ILoggerFactory loggers)
{
    // What the engine reports for a process that had no exit code: it crashed or was killed.
    private const int EndedBySignal = -1;

    private readonly ILogger _log = loggers.CreateLogger("AppHost");
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    private string Elapsed => _sinceStart.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    public void Progress(string message) => Log.Progress(_log, message);

    public void Ready(IResource resource)
    {
        // A parameter or a connection string is no event worth a line.
        if (resource is not IResourceWithEndpoints)
        {
            return;
        }

        // Without a health check nobody knows more than that the process is there.
        var how = resource.Annotations.OfType<HealthCheckAnnotation>().Any() ? "is ready" : "has started";
        var urls = resource.Annotations.OfType<EndpointAnnotation>().Select(e => " " + e.AllocatedEndpoint?.UriString);
        Log.Ready(_log, resource.Name, how, Elapsed, string.Concat(urls));
    }

    public void Finished(IResource resource) => Log.Finished(_log, resource.Name, Elapsed);

    public void Stopped(IResource resource) => Log.Stopped(_log, resource.Name);

    public void Failed(IResource resource, int? exitCode, string? message, IReadOnlyCollection<string> lastLines)
    {
        var reason = exitCode switch
        {
            null => "could not be started",
            EndedBySignal => "was ended by a signal",
            var code => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}"),
        };
        var output = lastLines.Count == 0 ? "It has written nothing." : "Its last lines:" + string.Concat(lastLines.Select(line => $"{Environment.NewLine}    {line}"));
        Log.Failed(_log, resource.Name, reason, string.IsNullOrWhiteSpace(message) ? "" : $" ({message.Trim()})", output, Blocked(resource));
    }

    public void DidNotStart(IResource resource, Exception reason)
    {
        // What a failed resource takes along was listed with its failure; a line for each would hide the cause.
        if (reason is not DependencyFailedException)
        {
            Log.DidNotStart(_log, resource.Name, Explain(reason), Blocked(resource));
        }
    }

    public void ReadyHandlerFailed(IResource resource, Exception reason) => Log.ReadyHandlerFailed(_log, resource.Name, Explain(reason), Blocked(resource));

    /// <summary>Runs work in the background of the application; when it breaks, the application ends.</summary>
    public async Task SuperviseAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ending breaks connections; that is no news.
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            Log.Broken(_log, e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    // Messages that were written for the operator say all; for anything else the type helps to find it.
    private static string Explain(Exception reason) =>
        reason is DistributedApplicationException or PrerequisiteException ? reason.Message : $"{reason.GetType().Name}: {reason.Message}";

    // Everything that will not start now because it waits for this one, directly or not.
    private string Blocked(IResource resource)
    {
        var blocked = new List<IResource> { resource };
        for (var i = 0; i < blocked.Count; i++)
        {
            blocked.AddRange(model.Resources.Where(r => WaitsFor(r, blocked[i]) && !blocked.Contains(r)));
        }

        return blocked.Count == 1 ? "" : $"{Environment.NewLine}  Not started because of it: {string.Join(", ", blocked.Skip(1).Select(r => r.Name))}.";
    }

    private static bool WaitsFor(IResource resource, IResource other) =>
        resource.Annotations.OfType<WaitAnnotation>().Any(w => ReferenceEquals(w.Resource, other));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Message}")]
        public static partial void Progress(ILogger logger, string message);

        [LoggerMessage(LogLevel.Information, "{Resource} {How} ({Seconds} s){Urls}")]
        public static partial void Ready(ILogger logger, string resource, string how, string seconds, string urls);

        [LoggerMessage(LogLevel.Information, "{Resource} has finished ({Seconds} s)")]
        public static partial void Finished(ILogger logger, string resource, string seconds);

        [LoggerMessage(LogLevel.Information, "{Resource} was stopped")]
        public static partial void Stopped(ILogger logger, string resource);

        [LoggerMessage(LogLevel.Error, "{Resource} {Reason}{Message}. {Output}{Blocked}")]
        public static partial void Failed(ILogger logger, string resource, string reason, string message, string output, string blocked);

        [LoggerMessage(LogLevel.Error, "{Resource}: {Reason}{Blocked}")]
        public static partial void DidNotStart(ILogger logger, string resource, string reason, string blocked);

        [LoggerMessage(LogLevel.Error, "{Resource} runs, but what was to happen then has failed. {Reason}{Blocked}")]
        public static partial void ReadyHandlerFailed(ILogger logger, string resource, string reason, string blocked);

        [LoggerMessage(LogLevel.Critical, "The connection to the engine broke; everything is stopped.")]
        public static partial void Broken(ILogger logger, Exception exception);
    }
}
