using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.ServiceDefaults.Outgoing;

/// <summary>The addresses of a host name: DNS, outside of tests.</summary>
public delegate Task<IPAddress[]> AddressLookup(string host, CancellationToken cancellationToken);

/// <summary>
/// Connects to the very address that was checked. A name that is looked up twice may answer differently the second
/// time (DNS rebinding), so it is looked up once.
/// </summary>
public static class CheckedConnection
{
    private static readonly TimeSpan PerAddress = TimeSpan.FromSeconds(2);

    /// <exception cref="AddressNotAllowedException">None of the host's addresses is allowed.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint endpoint, Func<IPAddress, bool> isAllowed, AddressLookup lookup, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(endpoint.Host, out var literal) ? [literal] : await lookup(endpoint.Host, cancellationToken);
        var allowed = found.Where(isAllowed).ToList();
        if (allowed.Count == 0)
        {
            throw new AddressNotAllowedException(endpoint.Host);
        }

        for (var i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(allowed[i], endpoint.Port), cancellationToken);
            }
            catch (Exception e) when (i < allowed.Count - 1 && !cancellationToken.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                // The next address may answer.
            }
        }
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(PerAddress);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The host is somewhere that may not be connected to.</summary>
public sealed class AddressNotAllowedException(string host) : Exception($"{host} has no address that may be connected to.");
