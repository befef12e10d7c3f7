using System.Net.ServerSentEvents;
using TrustedPublishing.Audit.Tests.Service;

namespace TrustedPublishing.Audit.Tests.Streaming;

/// <summary>A reader of the stream, with the parser of the base class library.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly SseParser<string> parser;
    private readonly IAsyncEnumerator<SseItem<string>> events;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        this.response = response;
        parser = SseParser.Create(body);
        events = parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    /// <summary>What this reader would send when it comes back.</summary>
    public string LastEventId => parser.LastEventId;

    public static async Task<EventReader> OpenAsync(AuditService service, string query = "", string? lastEventId = null)
    {
        var response = await SendAsync(service, query, lastEventId);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        return new EventReader(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<HttpResponseMessage> SendAsync(AuditService service, string query, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/stream{query}");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }
        return await service.Auditor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<SseItem<string>> NextAsync()
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "The stream ended.");
        return events.Current;
    }

    public async Task<IReadOnlyList<long>> NextIdsAsync(int count)
    {
        var ids = new List<long>();
        while (ids.Count < count)
        {
            ids.Add(long.Parse((await NextAsync()).EventId!, System.Globalization.CultureInfo.InvariantCulture));
        }
        return ids;
    }

    public void Dispose() => response.Dispose();
}
