using System.Diagnostics.CodeAnalysis;

namespace TrustedPublishing.TransparencyLog;

/// <summary>The handovers of a log, the oldest first, each from the key that the one before handed over to. Their text is theirs, one after the other.</summary>
public sealed class KeyHandovers
{
    /// <summary>Three lines of text, an empty one, two signatures.</summary>
    private const int LinesOfOne = 6;

    /// <summary>Longest text that is read, in characters; a handover has about 500.</summary>
    private const int MaxLength = 256 * 1024;

    private readonly IReadOnlyList<KeyHandover> handovers;

    private KeyHandovers(IReadOnlyList<KeyHandover> handovers)
    {
        this.handovers = handovers;
        Keys = handovers.Count == 0 ? [] : [handovers[0].Earlier, .. handovers.Select(one => one.Later)];
    }

    /// <summary>Those of a log that still has its first key.</summary>
    public static KeyHandovers None { get; } = new([]);

    /// <summary>All keys, the first one first; empty if there was no handover.</summary>
    public IReadOnlyList<NoteVerifierKey> Keys { get; }

    /// <summary>The keys that had the log before this one; empty also for a key that is not among them.</summary>
    public IEnumerable<NoteVerifierKey> Before(NoteVerifierKey key) => Keys.Contains(key) ? Keys.TakeWhile(one => !one.Equals(key)) : [];

    /// <summary>The keys that this one handed the log over to, by way of those in between.</summary>
    public IEnumerable<NoteVerifierKey> After(NoteVerifierKey key) => Keys.SkipWhile(one => !one.Equals(key)).Skip(1);

    /// <exception cref="ArgumentException">It does not go on where these end.</exception>
    public KeyHandovers With(KeyHandover next) => Chain([.. handovers, next]) ?? throw new ArgumentException("A handover goes on from the last key.", nameof(next));

    /// <summary>False as well if one is not good, or does not go on where the one before ends.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyHandovers? handovers)
    {
        handovers = null;
        if (text.Length > MaxLength || (text.Length > 0 && !text.EndsWith('\n')))
        {
            return false;
        }

        var read = new List<KeyHandover>();
        foreach (var lines in text.Split('\n').SkipLast(1).Chunk(LinesOfOne))
        {
            if (!KeyHandover.TryParse(string.Concat(lines.Select(line => $"{line}\n")), out var one))
            {
                return false;
            }

            read.Add(one);
        }

        handovers = Chain(read);
        return handovers is not null;
    }

    public override string ToString() => string.Concat(handovers);

    private static KeyHandovers? Chain(IReadOnlyList<KeyHandover> handovers)
    {
        var chain = new KeyHandovers(handovers);
        var isChain = handovers.Zip(handovers.Skip(1)).All(pair => pair.First.Later.Equals(pair.Second.Earlier));
        return isChain && chain.Keys.Distinct().Count() == chain.Keys.Count ? chain : null;
    }
}
