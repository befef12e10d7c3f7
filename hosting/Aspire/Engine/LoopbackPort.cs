using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Hosting.Engine;

internal static class LoopbackPort
{
    // Below the range from which Linux takes ports for outgoing connections (32768 and up), so that none of those is in the way later.
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>A port on which nobody listens now and which is not in <paramref name="taken"/>.</summary>
    public static int FindFree(ISet<int> taken)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (!taken.Contains(port) && IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port between {First} and {Last} is free.");
    }

    /// <summary>Whether both loopback addresses can be bound.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException e)
        {
            // A machine may have IPv6 compiled in and no ::1.
            return e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
