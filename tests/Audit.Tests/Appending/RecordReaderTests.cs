using System.Text.Json;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Appending;

public sealed class RecordReaderTests
{
    private const string Minted = """
        "token_id":"01935a5b-0000-7000-8000-000000000001","target":"pypi","provider":"github","issuer":"https://i","key_id":"k",
        "publisher_id":"01935a5b-0000-7000-8000-000000000002","issued_at":"2026-11-23T12:00:00Z","expires_at":"2026-11-23T12:15:00Z",
        "id_token_digest":"d","claims":{}
        """;

    private static readonly string LongName = new('a', 257);

    [Fact]
    public void Reads_a_record_of_its_producer()
    {
        var project = Records.Project("Sample__Project");

        var readable = Assert.IsType<RecordReading.Readable>(Read(EntryTypes.TokenExchange, Records.Minted(1, project)));

        Assert.Contains(new Facet(FacetKind.Project, "sample-project"), readable.Facets);
        Assert.Contains(new Facet(FacetKind.Project, project.Id.ToString()), readable.Facets);
        Assert.Equal(Records.TraceId, readable.TraceId);
        Assert.Equal(["repository", "actor"], readable.Canonical.Personal.Select(value => value.Field));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void Reads_a_record_without_a_good_trace(string? traceParent)
    {
        var readable = Assert.IsType<RecordReading.Readable>(Read(EntryTypes.TokenExchange, Records.Minted(1) with { TraceParent = traceParent }));

        Assert.Null(readable.TraceId);
        Assert.DoesNotContain("trace_id", System.Text.Encoding.UTF8.GetString(readable.Canonical.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_message_with_a_member_that_was_added_later()
    {
        var record = Records.Of(1, "ProjectCreated", JsonElement.Parse("""
            {"project":{"id":"01935a5b-0000-7000-8000-000000000001","name":"a"},"revision":1,"by":"x","added_later":[1]}
            """));

        var readable = Assert.IsType<RecordReading.Readable>(Read(EntryTypes.PublisherConfig, record));

        Assert.Contains("added_later", System.Text.Encoding.UTF8.GetString(readable.Canonical.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_an_id_is_unreadable() =>
        AssertUnreadable(UnreadableReason.RecordIdMissing, Records.Minted(1) with { Id = Guid.Empty });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(9_007_199_254_740_992)]
    [InlineData(long.MaxValue)]
    public void A_number_out_of_range_is_unreadable(long sequence) =>
        AssertUnreadable(UnreadableReason.SequenceOutOfRange, Records.Minted(1) with { Sequence = sequence });

    [Theory]
    [InlineData("")]
    [InlineData("tokenminted")]
    [InlineData("TokenMinted ")]
    [InlineData("TokenMinted\0")]
    [InlineData("TrustedPublishing.Contracts.TokenMinted")]
    [InlineData("TokenBurnt")]
    public void An_unknown_type_is_unreadable(string type) =>
        AssertUnreadable(UnreadableReason.UnknownType, Records.Minted(1) with { Type = type });

    [Theory]
    [InlineData("ProjectCreated")]
    [InlineData("ProviderKeysChanged")]
    [InlineData("ProducerSequenceGap")]
    [InlineData("RecordUnreadable")]
    public void A_type_that_is_not_the_producers_to_say_is_unreadable(string type) =>
        AssertUnreadable(UnreadableReason.TypeOfAnotherProducer, Records.Minted(1) with { Type = type });

    public static TheoryData<string> BodiesThatAreNoTokenMinted() =>
    [
        "null",
        "1",
        "\"TokenMinted\"",
        "[]",
        "{}",
        Body(""),
        Body(""","projects":[],"personal":null"""),
        Body(""","projects":[],"personal":[]"""),
        Body(""","projects":[],"personal":{"actor":7}"""),
        Body(""","projects":[],"personal":{"actor":null}"""),
        Body(""","projects":[],"personal":{"actor":{"name":"octocat"}}"""),
        Body(""","projects":[],"personal":{"":"octocat"}"""),
        Body(""","projects":[],"personal":{"a\u0000":"octocat"}"""),
        Body($$""","projects":[],"personal":{"{{LongName}}":"octocat"}"""),
        Body(""","projects":null,"personal":{}"""),
        Body(""","projects":[null],"personal":{}"""),
        Body(""","projects":["a"],"personal":{}"""),
        Body(""","projects":[{"id":"01935a5b-0000-7000-8000-000000000001","name":null}],"personal":{}"""),
        Body(""","projects":[{"id":"01935a5b-0000-7000-8000-000000000001","name":""}],"personal":{}"""),
        Body(""","projects":[{"id":"01935a5b-0000-7000-8000-000000000001","name":"a\u0000"}],"personal":{}"""),
        Body($$""","projects":[{"id":"01935a5b-0000-7000-8000-000000000001","name":"{{LongName}}"}],"personal":{}"""),
        Body(""","projects":[{"id":"x","name":"a"}],"personal":{}"""),
    ];

    [Theory]
    [MemberData(nameof(BodiesThatAreNoTokenMinted))]
    public void A_body_that_is_not_what_the_type_says_is_unreadable(string body) =>
        AssertUnreadable(UnreadableReason.BodyMismatch, Records.Of(1, "TokenMinted", JsonElement.Parse(body)));

    [Theory]
    [InlineData(""","personal":{},"personal":{}""")]
    [InlineData(""","personal":{"a":"1"},"personal":{"b":"2"}""")]
    [InlineData(""","personal":{"a":"1","a":"2"}""")]
    [InlineData(""","personal":{"a":"\ud800"}""")]
    [InlineData(""","personal":{},"n":9007199254740993""")]
    [InlineData(""","personal":{},"n":1e999""")]
    public void A_body_without_a_canonical_form_is_unreadable(string members) =>
        AssertUnreadable(UnreadableReason.NotCanonicalisable, Records.Of(1, "TokenMinted", JsonElement.Parse(Body($""","projects":[]{members}"""))));

    [Fact]
    public void A_record_without_a_body_is_unreadable() =>
        AssertUnreadable(UnreadableReason.NotCanonicalisable, Records.Minted(1) with { Body = default });

    [Fact]
    public void An_entry_that_no_bundle_can_hold_is_unreadable()
    {
        var body = Body($$""","projects":[],"personal":{},"long":["{{new string('x', CanonicalEntry.MaximumLength)}}"]""");

        AssertUnreadable(UnreadableReason.TooLarge, Records.Of(1, "TokenMinted", JsonElement.Parse(body)));
    }

    private static string Body(string members) => $"{{{Minted}{members}}}";

    private static RecordReading Read(string producer, Record record) => RecordReader.Read(producer, record, () => new byte[PersonalDigest.SaltLength]);

    private static void AssertUnreadable(string reason, Record record) =>
        Assert.Equal(new RecordReading.Unreadable(reason), Read(EntryTypes.TokenExchange, record));
}
