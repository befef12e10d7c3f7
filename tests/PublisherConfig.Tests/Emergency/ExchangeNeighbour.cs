using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.PublisherConfig.Tests.Emergency;

/// <summary>An HTTP server that keeps to the contract of the token exchange's switches (docs/architecture.md), and can break it.</summary>
public sealed class ExchangeNeighbour : IAsyncDisposable
{
    public const string Key = "key-of-publisher-config-at-the-exchange";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<Guid, JsonObject> switches = new();

    private ExchangeNeighbour(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    /// <summary>What it was sent, as <c>METHOD path body</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers so instead, if set: a status and a body.</summary>
    public (int Status, string Body)? Broken { get; set; }

    public static async Task<ExchangeNeighbour> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var neighbour = new ExchangeNeighbour(app);
        app.Run(neighbour.AnswerAsync);
        await app.StartAsync();
        return neighbour;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {body}".TrimEnd());
        var (status, answer) = http.Request.Headers.Authorization != $"Bearer {Key}" ? (401, "") : Broken ?? Answer(http.Request, body);
        http.Response.StatusCode = status;
        http.Response.ContentType = status >= 400 ? "application/problem+json" : "application/json";
        await http.Response.WriteAsync(answer);
    }

    private (int Status, string Body) Answer(HttpRequest request, string body)
    {
        const string root = "/internal/emergency";
        switch (request.Method, request.Path.Value)
        {
            case ("GET", root):
                return (200, new JsonObject { ["switches"] = new JsonArray([.. switches.Values.Select(one => one.DeepClone())]) }.ToJsonString());
            case ("PUT", root):
                var wanted = JsonNode.Parse(body)!.AsObject();
                var there = switches.Values.FirstOrDefault(one => (string?)one["kind"] == (string?)wanted["kind"] && (string?)one["issuer"] == (string?)wanted["issuer"]);
                if (there is not null)
                {
                    return (200, there.ToJsonString());
                }

                wanted["id"] = Guid.CreateVersion7();
                wanted["since"] = "2026-11-23T09:30:00.123456+00:00";
                switches[(Guid)wanted["id"]!] = wanted;
                return (201, wanted.ToJsonString());
            case ("DELETE", var path):
                return switches.TryRemove(Guid.Parse(path![(root.Length + 1)..]), out var cleared) ? (200, cleared.ToJsonString()) : (404, "{}");
            case ("POST", root + "/revocations"):
                return (200, """{"revoked":3}""");
            default:
                return (404, "");
        }
    }
}
