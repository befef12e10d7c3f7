using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.TokenExchange.Tests.Ledger;

/// <summary>A TCP link to a real server. A test can swallow what the server answers, and cut the link, as a network does.</summary>
internal sealed class CuttableLink : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock gate = new();
    private readonly List<TcpClient> open = [];
    private readonly (string Host, int Port) target;
    private readonly Task accepting;

    public CuttableLink(string host, int port)
    {
        target = (host, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>While true the server hears everything and nobody hears the server.</summary>
    public volatile bool SwallowsAnswers;

    /// <summary>While true new connections end at once.</summary>
    public volatile bool TurnsAway;

    /// <summary>Ends all connections that are open now.</summary>
    public void Cut()
    {
        lock (gate)
        {
            open.ForEach(client => client.Dispose());
            open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var clientToo = client;
        if (TurnsAway)
        {
            return;
        }

        lock (gate)
        {
            open.AddRange([client, server]);
        }

        try
        {
            await server.ConnectAsync(target.Host, target.Port, stop.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), stop.Token),
                CopyAnswersAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task CopyAnswersAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await server.ReadAsync(buffer, stop.Token)) > 0)
        {
            if (!SwallowsAnswers)
            {
                await client.WriteAsync(buffer.AsMemory(0, read), stop.Token);
            }
        }
    }
}
