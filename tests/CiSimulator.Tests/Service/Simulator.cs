using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Tests.Service;

/// <summary>The simulator on a socket of its own.</summary>
public sealed class Simulator : WebApplicationFactory<SimulatedIssuer>
{
    private readonly (string Key, string Value)[] settings;
    private readonly Lazy<HttpClient> http;

    public Simulator()
        : this([])
    {
    }

    internal Simulator(params (string Key, string Value)[] settings)
    {
        this.settings = settings;
        UseKestrel();
        http = new Lazy<HttpClient>(Connect);
    }

    public HttpClient Http => http.Value;

    public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

    internal async Task<JsonObject> GetAsync(string address) => JsonNode.Parse(await Http.GetStringAsync(address))!.AsObject();

    internal async Task<(int Status, JsonObject Body)> PostAsync(string path, string? json)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(path, content);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    internal async Task<Jwt> IssueAsync(string provider, string? overrides = null) =>
        Jwt.Parse((string)(await PostAsync($"/{provider}/id-token", overrides)).Body["value"]!);

    protected override void Dispose(bool disposing)
    {
        if (http.IsValueCreated)
        {
            http.Value.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpClient Connect()
    {
        StartServer();
        var address = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not UseKestrel(0), which changes the address while the service may already be starting.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.UseSetting("Simulator:Audience", "this-installation");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
