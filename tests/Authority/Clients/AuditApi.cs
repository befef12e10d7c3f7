using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace TrustedPublishing.Authority.Clients;

/// <summary>The audit API as a security team uses it.</summary>
public sealed class AuditApi
{
    private readonly HttpClient client;

    public AuditApi(Uri address, string auditorToken)
    {
        Address = address;
        client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", auditorToken);
    }

    public Uri Address { get; }

    /// <summary>All entries from the oldest on that the query string selects.</summary>
    public async Task<IReadOnlyList<JsonNode>> EntriesAsync(string query)
    {
        var answer = await client.GetFromJsonAsync<JsonNode>(new Uri($"/api/entries?order=oldest&limit=1000&{query}", UriKind.Relative));
        return [.. answer!["entries"]!.AsArray().Select(e => e!)];
    }

    /// <summary>The first entry of the type for which <paramref name="predicate"/> holds, within 20 seconds.</summary>
    public async Task<JsonNode> WaitForAsync(string type, Func<JsonNode, bool> predicate)
    {
        for (var attempt = 0; attempt < 80; attempt++)
        {
            if ((await EntriesAsync($"type={type}")).FirstOrDefault(predicate) is { } entry)
            {
                return entry;
            }

            await Task.Delay(250);
        }

        throw new TimeoutException($"No {type} with the wanted content reached the audit log within 20 seconds.");
    }

    /// <summary>Reads server-sent events from an index on until <paramref name="enough"/> says so.</summary>
    public async Task<IReadOnlyList<(long Id, string Event)>> StreamAsync(long lastEventId, Func<IReadOnlyList<(long Id, string Event)>, bool> enough)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stream");
        request.Headers.Add("Last-Event-ID", $"{lastEventId}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        response.EnsureSuccessStatusCode();
        var events = new List<(long, string)>();
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(await response.Content.ReadAsStreamAsync(limit.Token)).EnumerateAsync(limit.Token))
        {
            if (long.TryParse(item.EventId, out var id))
            {
                events.Add((id, item.EventType));
            }

            if (enough(events))
            {
                break;
            }
        }

        return events;
    }
}
