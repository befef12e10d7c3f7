using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace TrustedPublishing.Hosting.Engine.Dcp;

/// <summary>DCP's API over plain HTTP: objects are created, patched, watched and deleted as in Kubernetes.</summary>
internal sealed class DcpClient : IDisposable
{
    private const string Objects = $"apis/{DcpApi.GroupVersion}";
    private const string Execution = "admin/execution";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _http;

    public DcpClient(Kubeconfig kubeconfig)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { kubeconfig.Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        // Watches and logs stay open; each caller has a token of its own to end them.
        _http = new HttpClient(handler) { BaseAddress = kubeconfig.Server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", kubeconfig.Token);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>DCP writes its address down a moment before it listens there.</summary>
    public async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        while (!await AnswersAsync(cancellationToken))
        {
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    public Task CreateAsync<TSpec>(string collection, DcpObject<TSpec> value, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{Objects}/{collection}", JsonContent.Create(value, options: DcpApi.Json), cancellationToken);

    /// <summary>Ends the process or container; its object stays.</summary>
    public Task StopAsync(string collection, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{Objects}/{collection}/{name}", MergePatch(new { spec = new { stop = true } }), cancellationToken);

    public Task DeleteAsync(string collection, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"{Objects}/{collection}/{name}", content: null, cancellationToken);

    /// <summary>All objects of a collection as they are now, then every change. Ends when the server closes the connection.</summary>
    public async IAsyncEnumerable<DcpEvent<TStatus>> WatchAsync<TStatus>(string collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync($"{Objects}/{collection}?watch=true", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (JsonSerializer.Deserialize<DcpEvent<TStatus>>(line, DcpApi.Json) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>The lines that a process has written, then, with <paramref name="follow"/>, those that it writes.</summary>
    /// <param name="collection">Where the object is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="source"><c>stdout</c> or <c>stderr</c>, for containers also <c>startup_stdout</c> and <c>startup_stderr</c>.</param>
    /// <param name="timestamps">Whether each line begins with the time (RFC 3339) and a space.</param>
    /// <param name="follow">Whether to wait for more until the process ends.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<string> ReadLogAsync(
        string collection, string name, string source, bool timestamps, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"source={source}&follow={(follow ? "true" : "false")}&timestamps={(timestamps ? "true" : "false")}";
        using var response = await _http.GetAsync($"{Objects}/{collection}/{name}/log?{query}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            yield break; // deleted in the meantime
        }

        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Ends all that DCP has started, then DCP itself; returns when it is gone.</summary>
    /// <returns>False when it was gone before.</returns>
    public async Task<bool> ShutDownAsync(CancellationToken cancellationToken)
    {
        if (!await AnswersAsync(cancellationToken))
        {
            return false;
        }

        await SendAsync(HttpMethod.Patch, Execution, MergePatch(new { status = "Stopping", shutdownResourceCleanup = "Full" }), cancellationToken);
        while (await AnswersAsync(cancellationToken))
        {
            await Task.Delay(PollInterval, cancellationToken);
        }

        return true;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(HttpMethod.Get, Execution, content: null, cancellationToken);
            return true;
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            return false; // nobody listens
        }
    }

    private static JsonContent MergePatch<T>(T patch) =>
        JsonContent.Create(patch, new MediaTypeHeaderValue("application/merge-patch+json"), DcpApi.Json);

    private async Task SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"DCP answered {(int)response.StatusCode} to {method} {path}: {text}", inner: null, response.StatusCode);
        }
    }
}
