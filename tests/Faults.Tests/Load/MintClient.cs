using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>Presents ID tokens to the replicas as CI clients do, and keeps what came of each presentation.</summary>
internal sealed class MintClient(IReadOnlyList<Uri> replicas, Journal journal) : IDisposable
{
    /// <summary>Longer than anything in the services waits. An answer that takes longer is none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = Patience };

    public int Replicas => replicas.Count;

    public async Task<Outcome> PresentAsync(IdToken idToken, int replica)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var outcome = await SendAsync(idToken.Text, replicas[replica]);
        journal.Add(new Attempt(idToken.Facts, replica, startedAt, Stopwatch.GetTimestamp(), outcome));
        return outcome;
    }

    public void Dispose() => client.Dispose();

    private async Task<Outcome> SendAsync(string idToken, Uri replica)
    {
        try
        {
            using var response = await client.PostAsJsonAsync(new Uri(replica, "/_/oidc/mint-token"), new { token = idToken });
            var body = await response.Content.ReadAsByteArrayAsync();
            return Read(response, body);
        }
        catch (HttpRequestException e)
        {
            return new Outcome.Broken($"{e.HttpRequestError}");
        }
        catch (OperationCanceledException)
        {
            return new Outcome.Unclean($"no answer within {Patience.TotalSeconds} s");
        }
    }

    private static Outcome Read(HttpResponseMessage response, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new Outcome.Minted(ApiTokenId.Of(json.RootElement.GetProperty("token").GetString()!)),
                HttpStatusCode.UnprocessableEntity => Refused(json.RootElement),
                HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter?.Delta > TimeSpan.Zero => new Outcome.Unavailable(Error(json.RootElement).Code),
                _ => new Outcome.Unclean($"{(int)response.StatusCode}, Retry-After {response.Headers.RetryAfter}"),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new Outcome.Unclean($"{(int)response.StatusCode} with a body that is not as documented: {e.Message}");
        }
    }

    private static Outcome.Refused Refused(JsonElement answer)
    {
        // "The ID token was used before. Correlation id …. (already_used)"
        var description = Error(answer).Description;
        var open = description.LastIndexOf('(');
        var reason = open >= 0 && description.EndsWith(')') ? description[(open + 1)..^1] : throw new FormatException("The reason's code is missing.");
        return new Outcome.Refused(reason, answer.TryGetProperty("correlation_id", out var id) ? id.GetGuid() : null);
    }

    private static (string Code, string Description) Error(JsonElement answer)
    {
        var error = answer.GetProperty("errors")[0];
        return answer.GetProperty("message").GetString() == "Token request failed" && error.GetProperty("code").GetString() is { Length: > 0 } code
            ? (code, error.GetProperty("description").GetString()!)
            : throw new FormatException("The message or the code is missing.");
    }
}
