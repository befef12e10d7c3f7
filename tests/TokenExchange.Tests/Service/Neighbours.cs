using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>
/// An HTTP server that keeps to the contracts of PublisherConfig's feed and of JwksCache (docs/architecture.md), and that a
/// test can make slow, wrong or silent.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    public const string Key = "test-key-of-the-token-exchange";

    private readonly WebApplication app;
    private readonly Lock changing = new();
    private readonly ConcurrentDictionary<(string Issuer, string KeyId), JsonObject> keys = new();
    private List<JsonObject> publishers = [];
    private string epoch = Guid.NewGuid().ToString();
    private long revision;

    private Neighbours(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public volatile bool IsFeedDown;
    public volatile bool AreKeysDown;
    public int KeyRequests;
    public int FeedRequests;
    public int PageSize = 1000;

    public static async Task<Neighbours> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var neighbours = new Neighbours(app);
        app.MapGet("/internal/publishers/changes", neighbours.Changes);
        app.MapGet("/internal/keys", neighbours.FindKey);
        await app.StartAsync();
        return neighbours;
    }

    public void Trust(TestIssuer issuer) => Trust(issuer.Issuer, issuer.Jwk);

    public void Trust(string issuer, JsonObject jwk) => keys[(issuer, (string)jwk["kid"]!)] = jwk;

    public void Withdraw(TestIssuer issuer) => keys.TryRemove((issuer.Issuer, issuer.KeyId), out _);

    public Registered Register(string provider, string issuer, object fields, params string[] projects)
    {
        var registered = new Registered(Guid.CreateVersion7(), [.. projects.Select(name => (Guid.NewGuid(), name))]);
        Change(registered.Id, new JsonObject
        {
            ["removed"] = false,
            ["provider"] = provider,
            ["issuer"] = issuer,
            ["fields"] = JsonSerializer.SerializeToNode(fields),
            ["projects"] = Listed(registered.Projects),
        });
        return registered;
    }

    /// <summary>The publisher stands for these of its projects and no others.</summary>
    public void Keep(Guid publisher, params (Guid Id, string Name)[] projects)
    {
        JsonObject change;
        lock (changing)
        {
            change = (JsonObject)publishers.Single(one => (Guid)one["id"]! == publisher).DeepClone();
        }

        change["projects"] = Listed(projects);
        Change(publisher, change);
    }

    public void Remove(Guid publisher) => Change(publisher, new JsonObject { ["removed"] = true });

    /// <summary>A restore of a backup in which nothing was registered.</summary>
    public void RestoreEmpty()
    {
        lock (changing)
        {
            (epoch, revision, publishers) = (Guid.NewGuid().ToString(), 0, []);
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Change(Guid id, JsonObject change)
    {
        lock (changing)
        {
            change["id"] = id;
            change["revision"] = ++revision;
            publishers.RemoveAll(publisher => (Guid)publisher["id"]! == id);
            publishers.Add(change);
        }
    }

    private static JsonArray Listed(IEnumerable<(Guid Id, string Name)> projects) => [.. projects.Select(project => new JsonObject
    {
        ["id"] = project.Id,
        ["name"] = project.Name,
        ["normalized_name"] = project.Name.ToLowerInvariant().Replace('.', '-'),
    })];

    private IResult Changes(HttpContext http, long after, int limit)
    {
        Interlocked.Increment(ref FeedRequests);
        if (IsFeedDown || http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            return Results.StatusCode(IsFeedDown ? 503 : 401);
        }

        lock (changing)
        {
            var size = Math.Min(limit, PageSize);
            var newer = publishers.Where(publisher => (long)publisher["revision"]! > after).ToList();
            var page = newer.Take(size).ToList();
            var more = newer.Count > size;
            var answer = new JsonObject
            {
                ["epoch"] = epoch,
                ["head"] = revision,
                ["through"] = more ? (long)page[^1]["revision"]! : revision,
                ["more"] = more,
                ["publishers"] = new JsonArray([.. page.Select(publisher => publisher.DeepClone())]),
            };
            return Results.Text(answer.ToJsonString(), "application/json");
        }
    }

    private IResult FindKey(HttpContext http, string issuer, string kid)
    {
        Interlocked.Increment(ref KeyRequests);
        if (AreKeysDown || http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            http.Response.Headers.RetryAfter = "7";
            return Results.Json(new { code = "keys_unavailable" }, statusCode: 503);
        }

        return keys.TryGetValue((issuer, kid), out var jwk)
            ? Results.Json(new { issuer, kid, jwk, confirmed_at = DateTimeOffset.UtcNow })
            : Results.Json(new { code = "unknown_key" }, statusCode: 404);
    }
}

internal sealed record Registered(Guid Id, IReadOnlyList<(Guid Id, string Name)> Projects);
