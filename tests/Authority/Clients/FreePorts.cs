using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Authority.Clients;

/// <summary>Ports for processes that must know them before they start.</summary>
public static class FreePorts
{
    /// <summary>Ports that nobody listens on now; all are held while they are chosen, so that they differ.</summary>
    public static int[] Take(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        sockets.ForEach(s => s.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        var ports = sockets.Select(s => ((IPEndPoint)s.LocalEndPoint!).Port).ToArray();
        sockets.ForEach(s => s.Dispose());
        return ports;
    }
}
