using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Hosting.Servers;

namespace TrustedPublishing.TestServers;

/// <summary>
/// One server, chosen and started by the same code as the stack's, as a small distributed application inside the test process.
/// Its data live in a temporary folder; the engine ends it when the test process ends, however that ends.
/// </summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly DistributedApplication application;
    private readonly string folder;
    private readonly string resource;

    private ServerUnderTest(DistributedApplication application, string folder, string resource)
    {
        this.application = application;
        this.folder = folder;
        this.resource = resource;
    }

    /// <summary>Starts the server that <paramref name="add"/> adds; returns when it is healthy, with its connection string.</summary>
    public static async Task<(ServerUnderTest Server, string ConnectionString)> StartAsync(
        Func<IDistributedApplicationBuilder, Task<(StackServer Server, ReferenceExpression ConnectionString)>> add)
    {
        // Another user than root must be able to go through it, which not every temporary folder allows.
        var folder = Path.Combine(Path.GetTempPath(), $"trusted-publishing-tests-{Guid.NewGuid():N}");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // This assembly knows where the engine is, whichever test assembly is running.
            AssemblyName = typeof(ServerUnderTest).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.Configuration["Stack:StateFolder"] = folder;
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        var (added, expression) = await add(builder);
        var server = new ServerUnderTest(builder.Build(), folder, added.Resource!.Resource.Name);
        try
        {
            await server.application.StartAsync();
            await server.UntilHealthyAsync();
            using var limit = new CancellationTokenSource(StartLimit);
            return (server, (await expression.GetValueAsync(limit.Token))!);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task StopServerAsync() => ExecuteAsync(KnownResourceCommands.StopCommand);

    public async Task StartServerAsync()
    {
        await ExecuteAsync(KnownResourceCommands.StartCommand);
        await UntilHealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task ExecuteAsync(string command)
    {
        var result = await application.ResourceCommands.ExecuteCommandAsync(resource, command);
        if (!result.Success)
        {
            throw new InvalidOperationException($"The command '{command}' failed on {resource}.");
        }
    }

    private async Task UntilHealthyAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, limit.Token);
    }
}
