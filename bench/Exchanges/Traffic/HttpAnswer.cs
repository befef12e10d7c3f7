using System.Buffers.Text;
using System.Text;

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>As much of an HTTP/1.1 answer as a load program needs: the status, and where it ends (RFC 9112 §6).</summary>
/// <param name="Status">The status code.</param>
/// <param name="Length">Of all of it, in bytes.</param>
/// <param name="Closes">The server closes the connection.</param>
internal readonly record struct HttpAnswer(int Status, int Length, bool Closes)
{
    /// <summary>Null as long as the answer is not all there. No request follows before it is, so nothing follows it.</summary>
    public static HttpAnswer? Read(ReadOnlySpan<byte> bytes)
    {
        var headEnd = bytes.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0 || !Utf8Parser.TryParse(bytes["HTTP/1.1 ".Length..], out int status, out _))
        {
            return null;
        }

        var bodyStart = headEnd + 4;
        var (length, isChunked, closes) = (0, false, false);
        var lines = bytes[..(headEnd + 2)];
        lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = lines[..(end - 1)];
            lines = lines[(end + 1)..];
            if (Starts(line, "content-length:"u8))
            {
                length = Utf8Parser.TryParse(line["content-length:".Length..].TrimStart((byte)' '), out int announced, out _) ? announced : 0;
            }
            else if (Starts(line, "transfer-encoding: chunked"u8))
            {
                isChunked = true;
            }
            else if (Starts(line, "connection: close"u8))
            {
                closes = true;
            }
        }

        return isChunked
            ? bytes.EndsWith("0\r\n\r\n"u8) ? new HttpAnswer(status, bytes.Length, closes) : null
            : bytes.Length >= bodyStart + length ? new HttpAnswer(status, bodyStart + length, closes) : null;
    }

    private static bool Starts(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerCase) =>
        line.Length >= lowerCase.Length && Ascii.EqualsIgnoreCase(line[..lowerCase.Length], lowerCase);
}
