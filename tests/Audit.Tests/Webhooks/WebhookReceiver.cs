using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.Audit.Tests.Webhooks;

/// <summary>Whoever is told: a server on loopback that answers as a test says and remembers what it was sent.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();

    private WebhookReceiver(WebApplication app) => this.app = app;

    /// <summary>What to answer; the argument is the delivery.</summary>
    public Func<Received, int> Answer { get; set; } = _ => 204;

    public string Url => $"{app.Urls.Single()}/hook";

    public IReadOnlyList<Received> All => [.. received];

    public IReadOnlyList<long> Taken => [.. received.Where(one => one.Status is >= 200 and < 300).Select(one => one.Index)];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(app);
        app.Map("/{**path}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public async Task UntilTakenAsync(long index)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Taken.Contains(index))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var one = new Received(
            context.Request.Path, context.Request.ContentType, context.Request.Headers["webhook-id"]!, context.Request.Headers["webhook-timestamp"]!,
            context.Request.Headers["webhook-signature"]!, body.ToArray());
        one.Status = Answer(one);
        received.Enqueue(one);
        context.Response.StatusCode = one.Status;
        if (one.Status is >= 300 and < 400)
        {
            context.Response.Headers.Location = "/elsewhere";
        }
        await context.Response.WriteAsync(one.Status == 204 ? "" : "an answer that nobody reads");
    }

    internal sealed record Received(string Path, string? ContentType, string Id, string Timestamp, string Signature, byte[] Body)
    {
        public int Status { get; set; }

        /// <summary>Of the exchange's records, counted from 0: entries that Audit makes itself stand between.</summary>
        public long Index => (long)System.Text.Json.Nodes.JsonNode.Parse(Body)!["data"]!["sequence"]! - 1;

        public string Text => Encoding.UTF8.GetString(Body);
    }
}
