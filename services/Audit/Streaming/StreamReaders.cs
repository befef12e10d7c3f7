using Microsoft.Extensions.Options;

namespace TrustedPublishing.Audit.Streaming;

/// <summary>
/// What streams may take from the service. They share a few database connections, so that however many readers wake
/// up at once, the append always has one of its own.
/// </summary>
internal sealed class StreamReaders(IOptions<StreamOptions> options) : IDisposable
{
    private const int QueriesAtOnce = 8;

    private readonly SemaphoreSlim queries = new(QueriesAtOnce);
    private int readers;

    /// <summary>False when there are as many readers as may be; true must be followed by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref readers) <= options.Value.MaximumReaders)
        {
            return true;
        }
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref readers);

    /// <summary>Runs a query when it is its turn.</summary>
    public async Task<T> QueryAsync<T>(Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        await queries.WaitAsync(cancellationToken);
        try
        {
            return await query(cancellationToken);
        }
        finally
        {
            queries.Release();
        }
    }

    public void Dispose() => queries.Dispose();
}
