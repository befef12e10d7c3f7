using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.PublisherConfig.Emergency;

namespace TrustedPublishing.PublisherConfig.Explain;

/// <summary>Asks the token exchange, which has the keys and the rules, over its internal listener.</summary>
internal sealed class ExchangeExplainer(IHttpClientFactory clients)
{
    /// <param name="shown">The member <c>id_token</c> or <c>claims</c> as it was sent.</param>
    /// <param name="publisherIds">Of one project: the answer is about nothing else.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="HttpRequestException">The exchange does not answer as agreed.</exception>
    public async Task<ExchangeExplanation> ExplainAsync(JsonProperty shown, IEnumerable<Guid> publisherIds, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["publisher_ids"] = new JsonArray([.. publisherIds.Select(id => JsonValue.Create(id))]),
            [shown.Name] = JsonSerializer.SerializeToNode(shown.Value),
        };
        using var client = clients.CreateClient(ExchangeSwitches.Client);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.PostAsync(new Uri("/internal/explain", UriKind.Relative), content, cancellationToken);
            response.EnsureSuccessStatusCode();
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), ExplainJson.Default.ExchangeExplanation)
                ?? throw new HttpRequestException("The token exchange answered null.");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The token exchange did not answer in time.", e);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("The token exchange answered something else than was agreed.", e);
        }
    }
}
