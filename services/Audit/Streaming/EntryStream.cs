using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Streaming;

/// <summary>One reader's stream. It reads the log at its own pace; nothing is buffered for it and nobody waits for it.</summary>
internal sealed class EntryStream(
    EntryReader entries, EntryFormats formats, EntryFeed feed, StreamReaders readers, IOptions<StreamOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int PageSize = 100;

    public Task<long> HeadAsync(CancellationToken cancellationToken) => readers.QueryAsync(entries.HeadAsync, cancellationToken);

    /// <summary>Writes what is after <paramref name="after"/>, and then what comes, until the reader goes or the service stops.</summary>
    public async Task WriteAsync(HttpContext context, EntryFilter filter, EntryFormat format, long after)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var response = context.Response;
        response.ContentType = ServerSentEvents.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back
        try
        {
            await response.Body.WriteAsync(ServerSentEvents.Position(after), ended.Token);
            await response.Body.FlushAsync(ended.Token);
            await WriteEntriesAsync(response, filter, format, after, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The usual end of a stream: the reader went, or the service stops. It comes back with its Last-Event-ID.
        }
    }

    private async Task WriteEntriesAsync(HttpResponse response, EntryFilter filter, EntryFormat format, long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var grown = feed.Grown;
            var head = await HeadAsync(cancellationToken);
            var request = new PageRequest(filter, EntryOrder.Oldest, after, PageSize);
            var page = await readers.QueryAsync(token => entries.PageAsync(request, token), cancellationToken);
            foreach (var entry in page)
            {
                await response.Body.WriteAsync(ServerSentEvents.Event(entry.Index, entry.Type, formats.Write(entry, format)), cancellationToken);
                after = entry.Index;
            }
            if (page.Count < PageSize)
            {
                // What was passed over need not be looked at again.
                after = Math.Max(after, head);
                await response.Body.FlushAsync(cancellationToken);
                await WaitAsync(response, grown, cancellationToken);
            }
        }
    }

    private async Task WaitAsync(HttpResponse response, Task grown, CancellationToken cancellationToken)
    {
        try
        {
            await grown.WaitAsync(options.Value.Heartbeat, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await response.Body.WriteAsync(ServerSentEvents.Heartbeat, cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }
}
