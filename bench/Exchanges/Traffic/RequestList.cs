namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>Requests whose bytes are ready, handed out one after the other; once through, or around and around.</summary>
internal sealed class RequestList(IReadOnlyList<byte[]> requests, bool repeats)
{
    private int next;

    public IReadOnlyList<byte[]> All => requests;

    /// <summary>How many were handed out, repetitions included.</summary>
    public int Used { get; private set; }

    /// <summary>Null when there are no more.</summary>
    public byte[]? Next()
    {
        if (next == requests.Count)
        {
            if (!repeats)
            {
                return null;
            }

            next = 0;
        }

        Used++;
        return requests[next++];
    }
}
