using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Dashboard.Wire;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>What the dashboard asks: which resources there are, what they write, and to start and stop them.</summary>
internal sealed class ResourceService(
    IHostEnvironment environment, ResourceNotificationService notifications, RunningResources resources, ResourceLogs logs, ResourceCommandService commands)
    : DashboardService.DashboardServiceBase
{
    private const string AppHostSuffix = ".AppHost";

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
    {
        var name = environment.ApplicationName;
        return Task.FromResult(new ApplicationInformationResponse
        {
            ApplicationName = name.EndsWith(AppHostSuffix, StringComparison.Ordinal) ? name[..^AppHostSuffix.Length] : name,
        });
    }

    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context) =>
        UntilCancelledAsync(async () =>
        {
            var (current, changes) = notifications.Subscribe(replay: false);
            try
            {
                var initial = new InitialResourceData { Resources = { current.Select(WireResource.Of) } };
                await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = initial }, context.CancellationToken);
                await foreach (var change in changes.Reader.ReadAllAsync(context.CancellationToken))
                {
                    var upsert = new WatchResourcesChanges { Value = { new WatchResourcesChange { Upsert = WireResource.Of(change) } } };
                    await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = upsert }, context.CancellationToken);
                }
            }
            finally
            {
                notifications.Unsubscribe(changes);
            }
        });

    public override Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context) =>
        UntilCancelledAsync(async () =>
        {
            if (resources.Find(request.ResourceName) is not { Collection: not null } running)
            {
                return;
            }

            var number = 0;
            await foreach (var line in logs.ReadAsync(running, follow: !request.SuppressFollow, context.CancellationToken))
            {
                number++;
                var update = new WatchResourceConsoleLogsUpdate { LogLines = { new ConsoleLogLine { LineNumber = number, Text = line.ToString(), IsStdErr = line.IsError } } };
                await responseStream.WriteAsync(update, context.CancellationToken);
            }
        });

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.CancellationToken);
        var response = new ResourceCommandResponse { Kind = result.Success ? ResourceCommandResponseKind.Succeeded : ResourceCommandResponseKind.Failed };
        if (result.Message is { } message)
        {
            response.Message = message;
        }

        return response;
    }

    public override Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context) =>
        UntilCancelledAsync(() => Task.Delay(Timeout.Infinite, context.CancellationToken));

    // The dashboard ends a call by cancelling it.
    private static async Task UntilCancelledAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
