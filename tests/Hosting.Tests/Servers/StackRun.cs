using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Hosting.Servers;

namespace TrustedPublishing.Hosting.Tests.Servers;

/// <summary>One run of a stack on a state folder: what an AppHost does between its start and its end.</summary>
internal sealed class StackRun : IAsyncDisposable
{
    private readonly DistributedApplication application;

    private StackRun(DistributedApplication application) => this.application = application;

    /// <summary>Starts the server that <paramref name="add"/> adds to a stack with this state folder; returns when it is healthy.</summary>
    public static async Task<(StackRun Run, TServer Server)> StartAsync<TServer>(
        string stateFolder, Func<IDistributedApplicationBuilder, Task<TServer>> add, string? servers = null)
        where TServer : StackServer
    {
        var builder = Builder(stateFolder, servers);
        var server = await add(builder);
        var run = new StackRun(builder.Build());
        await run.application.StartAsync(TestContext.Current.CancellationToken);
        await run.application.ResourceNotifications.WaitForResourceHealthyAsync(server.Resource!.Resource.Name, TestContext.Current.CancellationToken);
        return (run, server);
    }

    public static IDistributedApplicationBuilder Builder(string stateFolder, string? servers = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = typeof(TestServers.PostgresServer).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.Configuration["Stack:StateFolder"] = stateFolder;
        builder.Configuration["Stack:Servers"] = servers;
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        return builder;
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}

internal static class ReferenceExpressionValue
{
    public static async Task<string> ValueAsync(this ReferenceExpression expression) =>
        (await expression.GetValueAsync(TestContext.Current.CancellationToken))!;
}
