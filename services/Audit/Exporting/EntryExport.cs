using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Streaming;

namespace TrustedPublishing.Audit.Exporting;

/// <summary>
/// Writes an export a page at a time: the next one is read when the reader has taken this one, so that an export needs the same memory whatever its
/// length.
/// </summary>
internal sealed class EntryExport(EntryReader entries, EntryFormats formats, StreamReaders readers, IHostApplicationLifetime lifetime)
{
    private const int PageSize = 200;

    /// <summary>What cuts it off cuts the connection, so that no client takes a part for the whole.</summary>
    public async Task WriteAsync(HttpContext context, EntryFilter filter, EntryFormat format, long? after)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(context.Response.Body, filter, format, after, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task WriteAsync(Stream body, EntryFilter filter, EntryFormat format, long? after, CancellationToken cancellationToken)
    {
        var head = await readers.QueryAsync(entries.HeadAsync, cancellationToken);
        var (count, last) = (0L, (long?)null);
        while (true)
        {
            var request = new PageRequest(filter, EntryOrder.Oldest, last ?? after, PageSize);
            var page = await readers.QueryAsync(token => entries.PageAsync(request, token), cancellationToken);
            foreach (var entry in page.TakeWhile(entry => entry.Index <= head))
            {
                await WriteLineAsync(body, formats.Write(entry, format), cancellationToken);
                (count, last) = (count + 1, entry.Index);
            }
            if (page.Count < PageSize || page[^1].Index >= head)
            {
                break;
            }
        }
        await WriteLineAsync(body, formats.WriteEnd(new ExportEnd { Entries = count, Last = last, Head = head }, format), cancellationToken);
    }

    private static async Task WriteLineAsync(Stream body, byte[] json, CancellationToken cancellationToken)
    {
        await body.WriteAsync(json, cancellationToken);
        await body.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
