using System.Runtime.CompilerServices;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Processes;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers;

/// <summary>
/// The folder with the servers' data and the secrets, held by one AppHost at a time: a second one on the same data would
/// damage it. The hold is the operating system's and ends with the process, however that ends.
/// </summary>
internal sealed class StackState : IHostedService, IDisposable
{
    private static readonly ConditionalWeakTable<IDistributedApplicationBuilder, StackState> States = [];
    private readonly FileStream hold;

    private StackState(string folder)
    {
        Folder = folder;
        try
        {
            ServerFolders.CreateStateFolder(folder);
            hold = new FileStream(Path.Combine(folder, "in-use.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PrerequisiteException($"The state folder {folder} cannot be written ({e.Message}). Choose another with Stack:StateFolder or TRUSTED_PUBLISHING_STATE.", e);
        }
        catch (IOException e)
        {
            throw new PrerequisiteException($"The state folder {folder} cannot be used; most likely another stack runs on it. Stop that one, or choose another folder with Stack:StateFolder. ({e.Message})", e);
        }

        Secrets = new SecretsFile(Path.Combine(folder, "secrets.json"));
    }

    public string Folder { get; }

    public SecretsFile Secrets { get; }

    /// <summary>The state of this builder's stack; the folder is created and held from the first call until the application is disposed.</summary>
    public static StackState Of(IDistributedApplicationBuilder builder) => States.GetValue(builder, static b =>
    {
        var state = new StackState(StackFolders.State(key => b.Configuration[key]));
        // As a hosted service it is disposed together with the application.
        b.Services.AddSingleton<IHostedService>(_ => state);
        return state;
    });

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => hold.Dispose();
}
