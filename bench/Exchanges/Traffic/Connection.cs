using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>A keep-alive connection with at most one request on its way.</summary>
internal sealed class Connection : IDisposable
{
    private readonly byte[] buffer = new byte[32 * 1024];
    private readonly Socket socket;
    private int filled;

    private Connection(Socket socket) => this.socket = socket;

    /// <summary>When the request was sent, or was due to be sent.</summary>
    public long SentAt { get; private set; }

    public bool IsBusy { get; private set; }

    public nint Handle => socket.Handle;

    /// <summary>The answer that came last.</summary>
    public ReadOnlySpan<byte> Received => buffer.AsSpan(0, filled);

    public static Connection Open(EndPoint target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(target);
        return new Connection(socket);
    }

    public void Send(byte[] request, long at)
    {
        (filled, SentAt, IsBusy) = (0, at, true);
        for (var sent = 0; sent < request.Length;)
        {
            sent += socket.Send(request.AsSpan(sent));
        }
    }

    /// <summary>Reads what is there; null if more has to come.</summary>
    /// <exception cref="IOException">The server closed the connection without an answer, or sent more than any answer of ours has.</exception>
    public HttpAnswer? Receive()
    {
        var count = filled < buffer.Length ? socket.Receive(buffer.AsSpan(filled)) : 0;
        if (count == 0)
        {
            throw new IOException("The connection was closed in the place of an answer.");
        }

        filled += count;
        var answer = HttpAnswer.Read(Received);
        IsBusy = answer is null;
        return answer;
    }

    public void Dispose() => socket.Dispose();
}
