using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using TrustedPublishing.Audit.Tests.Reading;
using TrustedPublishing.Audit.Tests.Streaming;
using OurEvent = TrustedPublishing.Audit.Formats.CloudEvent;

namespace TrustedPublishing.Audit.Tests.Formats;

/// <summary>Our events, read by the CloudEvents project's own SDK.</summary>
public sealed class CloudEventTests(SeededLog log) : IClassFixture<SeededLog>
{
    private static readonly ContentType Batch = new("application/cloudevents-batch+json; charset=utf-8");
    private static readonly CloudEventAttribute Sequence = CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.String);

    [Theory]
    [InlineData("/api/entries?format=cloudevents", "*/*")]
    [InlineData("/api/entries", "application/cloudevents-batch+json")]
    [InlineData("/api/entries", "application/json;q=0.2, application/CloudEvents-batch+json;q=0.1")]
    public async Task A_page_is_a_batch_that_the_SDK_reads(string path, string accept)
    {
        using var response = await GetAsync(path, accept);

        Assert.Equal(Batch.ToString(), response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("Link"));
        var events = new JsonEventFormatter().DecodeBatchModeMessage(await response.Content.ReadAsByteArrayAsync(Cancel), Batch, [Sequence]);
        Assert.Equal(10, events.Count);
        Assert.All(events, one => Assert.True(one.IsValid));
        var minted = events[2];
        Assert.Equal(CloudEventsSpecVersion.V1_0, minted.SpecVersion);
        Assert.Equal(log.Minted.Id.ToString(), minted.Id);
        Assert.Equal("//audit.example.org/log", minted.Source!.ToString());
        Assert.Equal(("token-exchange.token-minted", "Sample.Project", "application/json"), (minted.Type, minted.Subject, minted.DataContentType));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 12, 0, 2, TimeSpan.Zero), minted.Time);
        Assert.Equal("0000000000000000002", minted[Sequence]);
        Assert.True(JsonNode.DeepEquals(await log.Service.GetAsync("/api/entries/2"), Data(minted)));
        Assert.Equal(["id", "source", "type", "subject", "time", "datacontenttype", "sequence"], minted.GetPopulatedAttributes().Select(attribute => attribute.Key.Name), StringSet);
        Assert.Null(events[8].Subject);
        Assert.Null(events[9].Subject);
        Assert.Equal(events.Select(one => (string)one[Sequence]!).Order(StringComparer.Ordinal), events.Select(one => (string)one[Sequence]!));
    }

    [Theory]
    [InlineData("/api/entries", "*/*")]
    [InlineData("/api/entries", "application/*")]
    [InlineData("/api/entries", "application/cloudevents-batch+json;q=0")]
    [InlineData("/api/entries?format=entries", "application/cloudevents-batch+json")]
    public async Task Who_does_not_ask_for_a_batch_gets_the_list(string path, string accept)
    {
        using var response = await GetAsync(path, accept);

        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task The_next_page_of_a_batch_is_in_the_link()
    {
        using var response = await GetAsync("/api/entries?format=cloudevents&limit=3&decision=granted", "*/*");

        Assert.Equal("</api/entries?format=cloudevents&limit=3&decision=granted&after=4>; rel=\"next\"", Assert.Single(response.Headers.GetValues("Link")));
    }

    [Theory]
    [InlineData("/api/entries?format=xml")]
    [InlineData("/api/entries?format=CloudEvents")]
    [InlineData("/api/stream?format=ocsf")]
    [InlineData("/api/stream?format=entries&format=cloudevents")]
    public async Task A_format_that_there_is_not_is_a_mistake(string path)
    {
        using var response = await GetAsync(path, "*/*");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"errors\":{\"format\":", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_sends_events_that_the_SDK_reads()
    {
        using var reader = await EventReader.OpenAsync(log.Service, "?after=7&format=cloudevents&decision=refused");

        var sent = await reader.NextAsync();

        var read = new JsonEventFormatter().DecodeStructuredModeMessage(Encoding.UTF8.GetBytes(sent.Data), new ContentType("application/cloudevents+json"), [Sequence]);
        Assert.Equal(("8", "TokenExchangeDenied"), (sent.EventId, sent.EventType));
        Assert.Equal(("token-exchange.token-exchange-denied", "0000000000000000008"), (read.Type, (string)read[Sequence]!));
        Assert.True(JsonNode.DeepEquals(await log.Service.GetAsync("/api/entries/8"), Data(read)));
    }

    [Theory]
    [InlineData("audit.example.org/log", "//audit.example.org/log")]
    [InlineData("localhost:8082/log", "//localhost:8082/log")]
    [InlineData("the<log>", "the%3Clog%3E")]
    [InlineData("größe:1", "//größe:1", "gr%C3%B6%C3%9Fe%3A1")]
    public void The_origin_becomes_a_reference_without_a_scheme(string origin, params string[] sources)
    {
        var source = OurEvent.SourceOf(origin);

        Assert.Contains(source, sources);
        Assert.True(Uri.TryCreate(source, UriKind.RelativeOrAbsolute, out _));
    }

    [Theory]
    [InlineData("publisher-config", "PublisherAdded", "publisher-config.publisher-added")]
    [InlineData("audit", "RecordUnreadable", "audit.record-unreadable")]
    [InlineData("jwks-cache", "ProviderKeysUnavailable", "jwks-cache.provider-keys-unavailable")]
    public void A_type_is_named_by_its_producer_and_its_words(string producer, string type, string expected) =>
        Assert.Equal(expected, OurEvent.TypeOf(producer, type));

    private static IEqualityComparer<IEnumerable<string>> StringSet =>
        EqualityComparer<IEnumerable<string>>.Create((a, b) => a!.ToHashSet(StringComparer.Ordinal).SetEquals(b!), names => names.Count());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static JsonNode Data(CloudEvent one) => JsonNode.Parse(((JsonElement)one.Data!).GetRawText())!;

    private async Task<HttpResponseMessage> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await log.Service.Auditor.SendAsync(request, Cancel);
    }
}
