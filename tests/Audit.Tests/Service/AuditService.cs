using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Audit.Appending;

namespace TrustedPublishing.Audit.Tests.Service;

/// <summary>One replica of the service on a socket of its own.</summary>
internal sealed class AuditService : WebApplicationFactory<EntryAppender>
{
    public const string Token = "token-of-the-test-auditors";

    private readonly string database;
    private readonly string? rabbit;
    private readonly (string Key, string Value)[] settings;

    public AuditService(string database, string? rabbit, (string Key, string Value)[] settings)
    {
        (this.database, this.rabbit, this.settings) = (database, rabbit, settings);
        UseKestrel();
        StartServer();
        Auditor = Client();
        Auditor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>With the auditor's token.</summary>
    public HttpClient Auditor { get; }

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Runs the service's <c>migrate</c> step, as the stack does before it starts the service.</summary>
    public static async Task MigrateAsync(string database, string admin, string rabbit, IEnumerable<(string Key, string Value)> settings)
    {
        string[] arguments =
        [
            "migrate",
            $"--ConnectionStrings:audit={database}",
            $"--ConnectionStrings:postgres-admin={admin}",
            $"--ConnectionStrings:rabbitmq={rabbit}",
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var main = typeof(EntryAppender).Assembly.EntryPoint!;
        Assert.Equal(0, await Task.Run(() => main.Invoke(null, [arguments])));
    }

    /// <summary>A browser or program without the token, which follows no redirects.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    public async Task<JsonObject> GetAsync(string path)
    {
        using var response = await Auditor.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {body}");
        return (JsonObject)JsonNode.Parse(body)!;
    }

    public async Task<long[]> IndicesAsync(string query)
    {
        var list = await GetAsync($"/api/entries?{query}");
        return [.. list["entries"]!.AsArray().Select(entry => (long)entry!["index"]!)];
    }

    /// <summary>Of every page, oldest first.</summary>
    public async Task<IReadOnlyList<long>> IndicesOfAllAsync(string query)
    {
        var indices = new List<long>();
        for (var next = $"/api/entries?limit=1000&{query}"; next is not null;)
        {
            var page = await GetAsync(next);
            indices.AddRange(page["entries"]!.AsArray().Select(entry => (long)entry!["index"]!));
            next = (string?)page["next"];
        }

        return indices;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not UseKestrel(0), which changes the address while the service may already be starting.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.UseSetting("ConnectionStrings:audit", database);
        builder.UseSetting("ConnectionStrings:rabbitmq", rabbit ?? "amqp://127.0.0.1:1/");
        if (rabbit is null)
        {
            builder.ConfigureServices(services =>
                services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(MassTransitHostedService))));
        }
        builder.UseSetting("Auditor:Token", Token);
        // Tests of other things count the entries that they made.
        builder.UseSetting("Auditor:RecordOperatorReads", "false");
        builder.UseSetting("Alerts:Enabled", "false");
        // All tests share one broker: only those about the exchange publish to one.
        builder.UseSetting("Events:Enabled", "false");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Auditor.Dispose();
        }

        base.Dispose(disposing);
    }
}
