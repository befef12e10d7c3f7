namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>
/// Makes new inputs from a corpus, the same ones for the same seed: a few changes each, of the kinds that break parsers
/// (turned bits, cut and doubled pieces, pieces of another input, characters that mean something).
/// </summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private static readonly byte[][] Meaningful =
    [
        .. new[]
        {
            ".", "..", "=", "\"", "\\", "\\u0000", "\\uD800", "{", "}", "[", "]", "[[[[[[[[[[", ",", ":", "null", "true", "-", "-0", "0", "1e400", "1.5", "NaN",
            "\"alg\":\"none\"", "\"alg\":\"HS256\"", "\"alg\":\"ES256\"", "\"kid\":\"\"", "\"crit\":[]", "\"typ\":\"at+jwt\"", "\"use\":\"enc\"", "\"crv\":\"P-521\"", "A", "AA", "_", "-",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0], [0x80], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF],
    ];

    private readonly Random random = new(seed);

    public byte[] Next()
    {
        var bytes = new List<byte>(Pick(corpus));
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 24), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Pick(Meaningful));
                break;
            case 5:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Pick(Meaningful));
                break;
            case 6:
                var other = Pick(corpus);
                var from = random.Next(other.Length + 1);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[from..]);
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> choices) => choices[random.Next(choices.Count)];
}
