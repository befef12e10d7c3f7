using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>The engine of this run, once it is started.</summary>
internal sealed class DcpConnection : IDisposable
{
    private DcpClient? _client;

    public DcpClient Client => _client ?? throw new InvalidOperationException("The engine is not started.");

    /// <summary>A folder that only this user can read; the engine removes it when it ends, whatever ended this process.</summary>
    public string SessionFolder { get; private set; } = "";

    public async Task OpenAsync(string dcpPath, CancellationToken cancellationToken) =>
        (_client, SessionFolder) = await DcpServer.StartAsync(dcpPath, cancellationToken);

    /// <summary>Ends the engine with all that it started. One that was killed has left its folder, with its token in it.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_client is not null && !await _client.ShutDownAsync(cancellationToken) && Directory.Exists(SessionFolder))
        {
            Directory.Delete(SessionFolder, recursive: true);
        }
    }

    public void Dispose() => _client?.Dispose();
}
