using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>What PublisherConfig says to ids for a publisher that waits for them.</summary>
internal enum PinAnswer
{
    /// <summary>The publisher has exactly these ids, now or before.</summary>
    Pinned,

    /// <summary>It has others, or is gone: the directory is older than that.</summary>
    Changed,

    /// <summary>By PublisherConfig's clock its window is over.</summary>
    WindowOver,
}

/// <summary>Pins publishers at PublisherConfig, over HTTP. It may be repeated: the same ids are pinned once.</summary>
internal sealed partial class PublisherPins(IHttpClientFactory clients, ILogger<PublisherPins> logger)
{
    private const string WindowOver = "pin_window_over";

    /// <param name="publisherId">The publisher.</param>
    /// <param name="ids">All immutable ids of its provider.</param>
    /// <param name="idTokenDigest">Of the ID token that carries them, for the record.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the pin.</param>
    /// <exception cref="UnavailableException">PublisherConfig does not answer: whether the publisher is pinned is not known.</exception>
    public async Task<PinAnswer> PinAsync(
        Guid publisherId, IReadOnlyDictionary<string, string> ids, string idTokenDigest, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(PublisherFeed.Client);
            using var response = await client.PostAsJsonAsync(
                new Uri($"/internal/publishers/{publisherId}/pin", UriKind.Relative), new PinDocument(ids, idTokenDigest), PinJson.Default.PinDocument, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => PinAnswer.Pinned,
                HttpStatusCode.NotFound => PinAnswer.Changed,
                HttpStatusCode.Conflict => await ReadConflictAsync(response, cancellationToken),
                _ => throw new HttpRequestException($"PublisherConfig answered {(int)response.StatusCode}.", null, response.StatusCode),
            };
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.NotPinned(logger, publisherId, e.Message);
            throw UnavailableException.Publishers();
        }
    }

    private static async Task<PinAnswer> ReadConflictAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await response.Content.ReadFromJsonAsync(PinJson.Default.PinProblem, cancellationToken);
        return problem?.Code == WindowOver ? PinAnswer.WindowOver : PinAnswer.Changed;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Publisher {PublisherId} could not be pinned; its exchange fails with 503: {Reason}")]
        public static partial void NotPinned(ILogger logger, Guid publisherId, string reason);
    }
}

/// <summary>The body of <c>POST /internal/publishers/{id}/pin</c>.</summary>
internal sealed record PinDocument(IReadOnlyDictionary<string, string> Ids, string IdTokenDigest);

internal sealed record PinProblem(string? Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PinDocument))]
[JsonSerializable(typeof(PinProblem))]
internal sealed partial class PinJson : JsonSerializerContext;
