using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>
/// Requests for one contestant, signed ahead. An accepted exchange uses its ID token up, so those are signed as they are needed;
/// of the other kinds a few thousand go around.
/// </summary>
internal sealed class RequestStock
{
    private const int Around = 4000;
    private const int MostReplayed = 20_000;

    private readonly IdTokenForge forge;
    private readonly Func<int, int> publisherOf;
    private readonly Func<string, byte[]> wrap;
    private readonly Queue<byte[]> fresh = new();
    private readonly List<byte[]> used = [];
    private readonly Dictionary<string, IReadOnlyList<byte[]>> around = new(StringComparer.Ordinal);
    private int signed;

    /// <param name="forge">Signs.</param>
    /// <param name="publishers">How many are registered: the numbers below it.</param>
    /// <param name="wrap">Makes a request of an ID token.</param>
    /// <param name="onlyGitHub">Whether the contestant knows one issuer only.</param>
    public RequestStock(IdTokenForge forge, int publishers, Func<string, byte[]> wrap, bool onlyGitHub = false)
    {
        (this.forge, this.wrap) = (forge, wrap);
        var step = onlyGitHub ? CiProvider.All.Count : 1;

        // A large prime: neighbours in time are no neighbours in memory.
        publisherOf = i => (int)(i * 2_147_483_629L % (publishers / step)) * step;
        Publishers = publishers;
    }

    public int Publishers { get; }

    /// <summary>Requests of the kind; of accepted ones at least <paramref name="count"/>.</summary>
    public RequestList Take(string kind, int count)
    {
        if (kind == ExchangeKind.Accepted)
        {
            return new RequestList(TakeFresh(count), repeats: false);
        }

        if (kind == ExchangeKind.Replayed)
        {
            return used.Count > 0
                ? new RequestList([.. used], repeats: true)
                : throw new InvalidOperationException("Nothing was exchanged that could be replayed.");
        }

        if (!around.TryGetValue(kind, out var requests))
        {
            around[kind] = requests = Make(kind);
        }

        return new RequestList(requests, repeats: true);
    }

    /// <summary>A fresh ID token by itself.</summary>
    public string SignOne() => forge.Sign(1, _ => publisherOf(signed++))[0];

    /// <summary>The same ID tokens again and again, for contestants that keep nothing.</summary>
    public RequestList TakeForever()
    {
        const string kind = "forever";
        if (!around.TryGetValue(kind, out var requests))
        {
            around[kind] = requests = [.. forge.Sign(Around, publisherOf).Select(wrap)];
        }

        return new RequestList(requests, repeats: true);
    }

    /// <summary>After an accepted load: what was not sent is fresh still, what was sent can be replayed.</summary>
    public void Return(RequestList taken)
    {
        foreach (var request in taken.All.Skip(taken.Used))
        {
            fresh.Enqueue(request);
        }

        used.AddRange(taken.All.Take(Math.Min(taken.Used, MostReplayed - used.Count)));
    }

    private List<byte[]> TakeFresh(int count)
    {
        var missing = count - fresh.Count;
        if (missing > 0)
        {
            var first = signed;
            signed += missing;
            foreach (var idToken in forge.Sign(missing, i => publisherOf(first + i)))
            {
                fresh.Enqueue(wrap(idToken));
            }
        }

        return [.. Enumerable.Range(0, count).Select(_ => fresh.Dequeue())];
    }

    private List<byte[]> Make(string kind) => kind switch
    {
        // Numbers beyond the registered ones.
        ExchangeKind.Refused => [.. forge.Sign(Around, i => Publishers + (i % 1000)).Select(wrap)],
        ExchangeKind.BadSignature => [.. forge.Sign(Around / 4, publisherOf).Select(Falsify).Select(wrap)],
        ExchangeKind.Empty => [HttpRequests.Empty("/empty")],
        ExchangeKind.Garbage => [.. Enumerable.Range(0, Around / 4).Select(i => wrap(Garbage(i)))],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no such requests."),
    };

    /// <summary>Another character in the middle of the signature.</summary>
    private static string Falsify(string idToken)
    {
        var at = idToken.Length - 100;
        return $"{idToken[..at]}{(idToken[at] == 'A' ? 'B' : 'A')}{idToken[(at + 1)..]}";
    }

    /// <summary>2 KB of base64url, without the dots that an ID token has.</summary>
    private static string Garbage(int seed)
    {
        var bytes = new byte[1536];
#pragma warning disable CA5394 // It only has to be no ID token.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }
}
