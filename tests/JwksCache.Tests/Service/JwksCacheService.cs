using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>What the service answered.</summary>
internal sealed record Answer(int Status, JsonObject Body, TimeSpan? RetryAfter)
{
    public string? Code => (string?)Body["code"];

    public DateTimeOffset ConfirmedAt => (DateTimeOffset)Body["confirmed_at"]!;
}

/// <summary>One replica of the service on sockets of its own.</summary>
internal sealed class JwksCacheService : WebApplicationFactory<KeysOptions>
{
    private const string CallerKey = "test-key-of-the-token-exchange";

    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly HttpClient http;

    public JwksCacheService(IReadOnlyDictionary<string, string> settings)
    {
        this.settings = settings;
        InternalPort = FreePort();
        UseKestrel();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{InternalPort}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", CallerKey);
        StartServer();
    }

    public int InternalPort { get; }

    /// <summary>With the caller's key.</summary>
    public HttpClient Http => http;

    public async Task<Answer> FindKeyAsync(string issuer, string kid)
    {
        using var response = await http.GetAsync($"/internal/keys?issuer={Uri.EscapeDataString(issuer)}&kid={Uri.EscapeDataString(kid)}");
        var body = (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return new Answer((int)response.StatusCode, body, response.Headers.RetryAfter?.Delta);
    }

    public Task<Answer> FindKeyAsync(TestIssuer issuer) => FindKeyAsync(issuer.Url, issuer.Simulated.KeyId);

    public async Task<JsonObject> ViewAsync(string issuer)
    {
        var view = JsonNode.Parse(await http.GetStringAsync("/internal/issuers"))!["issuers"]!.AsArray();
        return view.Single(i => (string?)i!["issuer"] == issuer)!.AsObject();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Internal:Port", InternalPort.ToString(System.Globalization.CultureInfo.InvariantCulture));
        builder.UseSetting("Internal:Callers:token-exchange:Keys:0", CallerKey);
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        http.Dispose();
        base.Dispose(disposing);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
