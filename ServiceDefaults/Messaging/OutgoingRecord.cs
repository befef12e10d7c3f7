using System.Runtime.InteropServices;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>A <see cref="Record"/> on its way to the broker, its body still the UTF-8 that the producer wrote: sending reads no JSON.</summary>
internal sealed record OutgoingRecord(long Sequence, Guid Id, string Type, DateTimeOffset OccurredAt, string? TraceParent, ReadOnlyMemory<byte> Body)
{
    public static OutgoingRecord Of(Record record) => new(
        record.Sequence, record.Id, record.Type, record.OccurredAt, record.TraceParent, JsonMarshal.GetRawUtf8Value(record.Body).ToArray());
}
