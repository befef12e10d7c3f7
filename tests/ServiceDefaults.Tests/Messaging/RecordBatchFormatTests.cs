using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Messaging;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.ServiceDefaults.Tests.Messaging;

/// <summary>The bytes on the bus are MassTransit's, so that a queue may hold messages of the release before and of this one.</summary>
public sealed class RecordBatchFormatTests
{
    private static readonly Record[] Records =
    [
        new()
        {
            Id = new Guid("01935a5b-7c1d-7000-8000-0000000000aa"),
            Sequence = 9_007_199_254_740_991,
            Type = "TokenMinted",
            OccurredAt = new DateTimeOffset(2026, 11, 23, 10, 30, 0, TimeSpan.FromHours(1)).AddTicks(1234567),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Body = JsonElement.Parse("""{ "größe" : "a\"\u0000\u00fc<", "n":1.50, "nested":{"x":[null,true]} }"""),
        },
        new()
        {
            Id = new Guid("01935a5b-7c1d-7000-8000-0000000000ab"),
            Sequence = 1,
            Type = "\"\\",
            OccurredAt = DateTimeOffset.UnixEpoch,
            Body = JsonElement.Parse("[]"),
        },
    ];

    [Fact]
    public void MassTransit_reads_what_is_written()
    {
        using var envelope = JsonDocument.Parse(Write(Records));

        var types = envelope.RootElement.GetProperty("messageType").Deserialize<string[]>();
        var read = envelope.RootElement.GetProperty("message").Deserialize<RecordBatch>(SystemTextJsonMessageSerializer.Options);

        Assert.Equal([MessageUrn.ForTypeString<RecordBatch>()], types!);
        AssertSame(read!);
    }

    [Fact]
    public void What_MassTransit_writes_is_read()
    {
        var message = new RecordBatch { Records = Records };
        var context = new MessageSendContext<RecordBatch>(message);
        var bytes = SystemTextJsonMessageSerializer.Instance.GetMessageBody(context).GetBytes();

        AssertSame(Read(bytes));
    }

    [Fact]
    public void What_is_written_is_read() => AssertSame(Read(Write(Records)));

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"messageType":["urn:message:TrustedPublishing.Contracts:RecordBatch"]}""")]
    [InlineData("""{"messageType":["urn:message:TrustedPublishing.Contracts:RecordBatch"],"message":null}""")]
    [InlineData("""{"messageType":["urn:message:TrustedPublishing.Contracts:RecordBatch"],"message":{}}""")]
    [InlineData("""{"messageType":["urn:message:TrustedPublishing.Contracts:RecordBatch"],"message":{"records":[{"id":"nonsense"}]}}""")]
    [InlineData("""{"messageType":["urn:message:Other"],"message":{"records":[]}}""")]
    [InlineData("""{"messageType":null,"message":{"records":[]}}""")]
    [InlineData("""{"message":{"records":[]}}""")]
    public void Anything_else_is_an_error_of_the_message(string text) =>
        Assert.Throws<SerializationException>(() => Read(Encoding.UTF8.GetBytes(text)));

    private static byte[] Write(IReadOnlyList<Record> records) => new RecordBatchSerializer([.. records.Select(OutgoingRecord.Of)])
        .GetMessageBody(new MessageSendContext<RecordBatch>(new RecordBatch { Records = [] }) { MessageId = Guid.NewGuid() })
        .GetBytes();

    private static RecordBatch Read(byte[] bytes)
    {
        var context = new RecordBatchDeserializer().Deserialize(new MemoryMessageBody(bytes), new DictionarySendHeaders());
        Assert.True(context.TryGetMessage<RecordBatch>(out var batch));
        return batch!;
    }

    private static void AssertSame(RecordBatch read)
    {
        Assert.Equal(
            Records.Select(r => (r.Id, r.Sequence, r.Type, r.OccurredAt, r.TraceParent)),
            read.Records.Select(r => (r.Id, r.Sequence, r.Type, r.OccurredAt, r.TraceParent)));
        Assert.All(Records.Zip(read.Records), pair => Assert.True(JsonElement.DeepEquals(pair.First.Body, pair.Second.Body)));
    }
}
