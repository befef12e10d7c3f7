using System.Buffers.Binary;

namespace TrustedPublishing.TransparencyLog;

/// <summary>The entries under a tile of level 0 (C2SP tlog-tiles, "Log Entries"): each with its length before it, 16 bits, big-endian.</summary>
public static class EntryBundle
{
    /// <summary>Of an entry, in bytes.</summary>
    public const int MaxEntryLength = ushort.MaxValue;

    public static byte[] Write(IReadOnlyList<byte[]> entries)
    {
        var bundle = new byte[entries.Sum(entry => sizeof(ushort) + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)entry.Length));
            entry.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>Null for what is no bundle.</summary>
    public static IReadOnlyList<byte[]>? Read(ReadOnlySpan<byte> bundle)
    {
        var entries = new List<byte[]>();
        while (!bundle.IsEmpty)
        {
            if (bundle.Length < sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(bundle) is var length && bundle.Length - sizeof(ushort) < length)
            {
                return null;
            }

            entries.Add(bundle.Slice(sizeof(ushort), length).ToArray());
            bundle = bundle[(sizeof(ushort) + length)..];
        }

        return entries;
    }
}
