using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Writes values one after the other: texts as UTF-8 behind their length, numbers in seven bits a byte.</summary>
internal sealed class PackedWriter
{
    private readonly ArrayBufferWriter<byte> written = new(512);

    public void WriteText(string text)
    {
        WriteCount(Encoding.UTF8.GetByteCount(text));
        written.Advance(Encoding.UTF8.GetBytes(text, written.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    public void WriteId(Guid id)
    {
        id.TryWriteBytes(written.GetSpan(16));
        written.Advance(16);
    }

    public void WriteTime(DateTimeOffset? time)
    {
        BinaryPrimitives.WriteInt64LittleEndian(written.GetSpan(sizeof(long)), time?.UtcTicks ?? 0);
        written.Advance(sizeof(long));
    }

    public void WriteCount(int count)
    {
        for (var rest = (uint)count; ; rest >>= 7)
        {
            written.GetSpan(1)[0] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            written.Advance(1);
            if (rest < 0x80)
            {
                return;
            }
        }
    }

    public void Clear() => written.ResetWrittenCount();

    public byte[] ToArray() => written.WrittenSpan.ToArray();
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote, in the same order.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> rest = packed;

    public string ReadText() => Encoding.UTF8.GetString(Take(ReadCount()));

    public Guid ReadId() => new(Take(16));

    /// <summary>UTC; null if none was written.</summary>
    public DateTimeOffset? ReadTime() =>
        BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public int ReadCount()
    {
        var count = 0;
        for (var shift = 0; ; shift += 7)
        {
            int next = Take(1)[0];
            count |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return count;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
