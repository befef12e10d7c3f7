using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Authority.Clients;

/// <summary>
/// Ports for processes that must know them before they start, and keep them over restarts. They lie below those that systems give
/// to outgoing connections (from 32768 on), so that no connection takes one while nobody listens.
/// </summary>
public static class FreePorts
{
    private const int Lowest = 12000;
    private const int Highest = 32000;

    /// <summary>Ports that nobody listens on now; all are held while they are chosen, so that they differ.</summary>
    public static int[] Take(int count)
    {
        var held = new List<Socket>();
        while (held.Count < count)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            if (TryBind(socket, Random.Shared.Next(Lowest, Highest)))
            {
                held.Add(socket);
            }
            else
            {
                socket.Dispose();
            }
        }

        var ports = held.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port).ToArray();
        held.ForEach(socket => socket.Dispose());
        return ports;
    }

    private static bool TryBind(Socket socket, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
