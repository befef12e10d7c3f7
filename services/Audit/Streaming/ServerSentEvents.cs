using System.Globalization;
using System.Text;

namespace TrustedPublishing.Audit.Streaming;

/// <summary>The lines of <c>text/event-stream</c> (WHATWG HTML §9.2.6).</summary>
internal static class ServerSentEvents
{
    public const string ContentType = "text/event-stream";

    /// <summary>Ignored by readers; only keeps the connection alive.</summary>
    public static readonly byte[] Heartbeat = Encoding.UTF8.GetBytes(": heartbeat\n\n");

    /// <param name="index">The event's id.</param>
    /// <param name="type">The event's type; has no line breaks.</param>
    /// <param name="json">The data, on one line: JSON without indentation has no line breaks.</param>
    public static byte[] Event(long index, string type, ReadOnlySpan<byte> json)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"id: {index}\nevent: {type}\ndata: ");
        return [.. Encoding.UTF8.GetBytes(head), .. json, (byte)'\n', (byte)'\n'];
    }

    /// <summary>
    /// An id without data fires no event but is what the reader sends as <c>Last-Event-ID</c> when it comes back
    /// (§9.2.6, "dispatch the event", steps 1 and 2): it then misses nothing, even if it saw no entry yet.
    /// </summary>
    public static byte[] Position(long index) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {index}\n\n"));
}
