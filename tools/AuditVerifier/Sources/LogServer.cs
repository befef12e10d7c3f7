using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Sources;

/// <summary>A log at an address, for example <c>https://audit.example.org/log</c>.</summary>
internal sealed class LogServer : ILogSource, IDisposable
{
    private const int Retries = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient client;

    /// <param name="address">The log's prefix.</param>
    /// <param name="token">An auditor's, for the entries; null reads hashes only. It goes to this address alone: redirects are not followed.</param>
    public LogServer(Uri address, string? token)
    {
        var retry = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = Retries, UseJitter = true, BackoffType = DelayBackoffType.Exponential, Delay = TimeSpan.FromMilliseconds(200) })
            .AddTimeout(Patience)
            .Build();
        client = new HttpClient(new ResilienceHandler(retry) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } })
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("audit-verifier");
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public async Task<string> CheckpointAsync(CancellationToken cancellationToken) =>
        await TextAsync("checkpoint", cancellationToken)
        ?? throw new LogUnreachableException($"{client.BaseAddress}checkpoint is not there. The address of a log ends with /log, and a new log is signed after some seconds.");

    public Task<string?> KeyAsync(CancellationToken cancellationToken) => TextAsync("key", cancellationToken);

    public Task<string?> KeyHandoversAsync(CancellationToken cancellationToken) => TextAsync("key-handovers", cancellationToken);

    public Task<byte[]?> HashesAsync(Tile tile, CancellationToken cancellationToken) => BytesAsync($"tile/{tile.Level}/{tile.Path}", cancellationToken);

    public Task<byte[]?> EntriesAsync(Tile tile, CancellationToken cancellationToken) => BytesAsync($"tile/entries/{tile.Path}", cancellationToken);

    public void Dispose() => client.Dispose();

    private async Task<string?> TextAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(path, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    private async Task<byte[]?> BytesAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(path, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await client.GetAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or Polly.Timeout.TimeoutRejectedException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new LogUnreachableException($"{client.BaseAddress}{path} cannot be read: {e.Message}", e);
        }

        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound)
        {
            return answer;
        }

        using (answer)
        {
            throw new LogUnreachableException(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? $"{client.BaseAddress}{path} is for auditors: put a token that may read the whole log into AUDITOR_TOKEN, or check the hashes alone with --hashes-only."
                : $"{client.BaseAddress}{path} answers {(int)answer.StatusCode}.");
        }
    }
}
