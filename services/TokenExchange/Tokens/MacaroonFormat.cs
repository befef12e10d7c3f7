using System.Text;
using System.Text.Unicode;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// Version 2 of libmacaroons' binary format: the byte 2, then fields of type, length and data (both numbers as base-128
/// varints, low bits first). <c>[location] identifier EOS, ([location] identifier [vid] EOS)*, EOS, signature</c>.
/// </summary>
internal static class MacaroonFormat
{
    private const byte Version = 2;
    private const int MaxLength = 64 * 1024;
    private const int MaxCaveats = 64;

    private enum Field
    {
        EndOfSection = 0,
        Location = 1,
        Identifier = 2,
        Signature = 6,
    }

    public static byte[] Write(Macaroon macaroon)
    {
        var output = new MemoryStream();
        output.WriteByte(Version);
        Write(output, Field.Location, Encoding.UTF8.GetBytes(macaroon.Location));
        Write(output, Field.Identifier, macaroon.Identifier);
        WriteVarint(output, (int)Field.EndOfSection);
        foreach (var caveat in macaroon.Caveats)
        {
            Write(output, Field.Identifier, caveat);
            WriteVarint(output, (int)Field.EndOfSection);
        }

        WriteVarint(output, (int)Field.EndOfSection);
        Write(output, Field.Signature, macaroon.Signature);
        return output.ToArray();
    }

    /// <summary>Null for anything but a well-formed version 2 macaroon without third-party caveats.</summary>
    public static Macaroon? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [Version, ..] || bytes.Length > MaxLength)
        {
            return null;
        }

        var rest = bytes[1..];
        var location = "";
        if (TryRead(ref rest, Field.Location, out var locationBytes))
        {
            if (!Utf8.IsValid(locationBytes))
            {
                return null;
            }

            location = Encoding.UTF8.GetString(locationBytes);
        }

        if (!TryRead(ref rest, Field.Identifier, out var identifier) || !TryReadEnd(ref rest))
        {
            return null;
        }

        var caveats = new List<byte[]>();
        while (!TryReadEnd(ref rest))
        {
            // A third-party caveat has a location first or a vid after: neither fits here.
            if (caveats.Count == MaxCaveats || !TryRead(ref rest, Field.Identifier, out var caveat) || !TryReadEnd(ref rest))
            {
                return null;
            }

            caveats.Add(caveat);
        }

        return TryRead(ref rest, Field.Signature, out var signature) && signature.Length == Macaroon.SignatureLength && rest.IsEmpty
            ? Macaroon.Unproven(location, identifier, caveats, signature)
            : null;
    }

    private static void Write(MemoryStream output, Field field, byte[] data)
    {
        WriteVarint(output, (int)field);
        WriteVarint(output, data.Length);
        output.Write(data);
    }

    private static void WriteVarint(MemoryStream output, int number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            output.WriteByte((byte)(number | 0x80));
        }

        output.WriteByte((byte)number);
    }

    private static bool TryReadEnd(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)Field.EndOfSection, ..])
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> rest, Field field, out byte[] data)
    {
        data = [];
        if (rest.IsEmpty || rest[0] != (byte)field)
        {
            return false;
        }

        var after = rest[1..];
        if (!TryReadVarint(ref after, out var length) || length > after.Length)
        {
            return false;
        }

        data = after[..length].ToArray();
        rest = after[length..];
        return true;
    }

    /// <summary>At most 3 bytes: nothing that we read is longer than <see cref="MaxLength"/>.</summary>
    private static bool TryReadVarint(ref ReadOnlySpan<byte> rest, out int number)
    {
        const int maxBytes = 3;
        number = 0;
        for (var i = 0; i < maxBytes && i < rest.Length; i++)
        {
            number |= (rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                // A zero at the end would spell a number in more bytes than it needs.
                var isShortest = i == 0 || rest[i] != 0;
                rest = rest[(i + 1)..];
                return isShortest;
            }
        }

        return false;
    }
}
