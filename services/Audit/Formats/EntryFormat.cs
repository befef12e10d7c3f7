using System.Text;
using System.Text.Json;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Tree;

namespace TrustedPublishing.Audit.Formats;

/// <summary>What an entry looks like on its way out. Each is one line of JSON.</summary>
internal enum EntryFormat
{
    /// <summary>As <c>/api/entries</c> shows it.</summary>
    Entry,
    CloudEvent,
    Ocsf,
}

/// <summary>Writes entries of this log.</summary>
internal sealed class EntryFormats(LogBook book, TimeProvider time)
{
    private string Origin => book.Key.Name;

    public byte[] Write(EntryDocument entry, EntryFormat format) => format switch
    {
        EntryFormat.CloudEvent => JsonSerializer.SerializeToUtf8Bytes(Event(entry), CloudEventJson.Default.CloudEvent),
        EntryFormat.Ocsf => Encoding.UTF8.GetBytes(OcsfEvent.Of(entry, Origin).ToJsonString()),
        _ => JsonSerializer.SerializeToUtf8Bytes(entry, ReadingJson.Default.EntryDocument),
    };

    public CloudEvent Event(EntryDocument entry) => CloudEvent.Of(entry, Origin);

    /// <summary>The last line of an export, in the form of those before it.</summary>
    public byte[] WriteEnd(ExportEnd end, EntryFormat format) => format switch
    {
        EntryFormat.CloudEvent => JsonSerializer.SerializeToUtf8Bytes(EndEvent(end), ExportJson.Default.ExportEndEvent),
        EntryFormat.Ocsf => Encoding.UTF8.GetBytes(OcsfEvent.Completed(end, Origin, time.GetUtcNow()).ToJsonString()),
        _ => JsonSerializer.SerializeToUtf8Bytes(new ExportEndLine(end), ExportJson.Default.ExportEndLine),
    };

    private ExportEndEvent EndEvent(ExportEnd end) => new(
        "1.0", Guid.CreateVersion7(), CloudEvent.SourceOf(Origin), CloudEvent.TypeOf(EntryTypes.Audit, ExportEnd.Type), CanonicalEntry.Time(time.GetUtcNow()), "application/json", end);
}
