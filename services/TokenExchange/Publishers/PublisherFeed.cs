using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>One page of <c>GET /internal/publishers/changes</c>, oldest change first.</summary>
internal sealed record FeedPage(string Epoch, long Head, long Through, bool More, IReadOnlyList<FeedChange> Changes)
{
    /// <summary>When it was asked for, on the monotonic clock.</summary>
    public long AskedAt { get; init; }
}

/// <summary>A publisher as it is since <paramref name="Revision"/>; null if it is gone or cannot match anything here.</summary>
internal sealed record FeedChange(Guid Id, long Revision, PackedPublisher? Publisher);

/// <summary>Reads PublisherConfig's feed over HTTP. For one caller at a time.</summary>
internal sealed partial class PublisherFeed(IHttpClientFactory clients, PublisherPacker packer, TimeProvider time, ILogger<PublisherFeed> logger)
{
    public const string Client = "publisher-config";

    private const int PageSize = 1000;

    /// <summary>
    /// All pages to the end of the feed. The next one is fetched while the last one is read and used, so that in a cold start both
    /// services work at once.
    /// </summary>
    /// <exception cref="HttpRequestException">PublisherConfig does not answer, or not with 200.</exception>
    /// <exception cref="JsonException">The answer is not what was agreed.</exception>
    public async IAsyncEnumerable<FeedPage> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var client = clients.CreateClient(Client);
        var (fetched, spare) = (new MemoryStream(), new MemoryStream());
        var fetching = FetchAsync(client, after, fetched, abandoned.Token);
        try
        {
            string? epoch = null;
            while (true)
            {
                var askedAt = await fetching;
                var head = FeedDocument.ReadHead(Written(fetched));
                if (head.More && head.Through <= after)
                {
                    throw new JsonException("The feed promises more and does not move on.");
                }

                if (!string.Equals(epoch ??= head.Epoch, head.Epoch, StringComparison.Ordinal))
                {
                    throw new JsonException("The feed's epoch changed between two pages.");
                }

                if (head.More)
                {
                    fetching = FetchAsync(client, head.Through, spare, abandoned.Token);
                }

                yield return new FeedPage(head.Epoch, head.Head, head.Through, head.More, ReadChanges(fetched)) { AskedAt = askedAt };
                if (!head.More)
                {
                    yield break;
                }

                after = head.Through;
                (fetched, spare) = (spare, fetched);
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await ((Task)fetching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>When it was asked.</returns>
    private async Task<long> FetchAsync(HttpClient client, long after, MemoryStream into, CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        using var response = await client.GetAsync(
            new Uri($"/internal/publishers/changes?after={after}&limit={PageSize}", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        into.SetLength(0);
        await response.Content.CopyToAsync(into, cancellationToken);
        return askedAt;
    }

    private List<FeedChange> ReadChanges(MemoryStream document)
    {
        var changes = new List<FeedChange>(PageSize);
        FeedDocument.ReadPublishers(Written(document), entry => changes.Add(Read(entry)));
        return changes;
    }

    private FeedChange Read(FeedEntry entry)
    {
        var publisher = entry.Removed ? null : packer.Pack(entry);
        if (publisher is null && !entry.Removed)
        {
            Log.NotUnderstood(logger, entry.Id, entry.Provider);
        }

        return new FeedChange(entry.Id, entry.Revision, publisher);
    }

    private static ReadOnlySpan<byte> Written(MemoryStream document) => document.GetBuffer().AsSpan(0, (int)document.Length);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Publisher {PublisherId} of provider {Provider} is not understood and matches nothing; is this service older than publisher-config?")]
        public static partial void NotUnderstood(ILogger logger, Guid publisherId, string? provider);
    }
}
