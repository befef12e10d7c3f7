using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.WarmUp;

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
    public volatile bool IsPinningDown;

    /// <summary>Pins, and answers as if something had broken afterwards.</summary>
    public volatile bool IsPinAnswerLost;

    /// <summary>This side's clock is ahead of the exchange's.</summary>
    public volatile bool IsWindowOver;

    /// <summary>Questions about this issuer's keys are not answered before it is null again.</summary>
    public volatile string? SilentIssuer;

    /// <summary>About issuers that there are.</summary>
    public int KeyRequests;

    /// <summary>About the rehearsal's issuer.</summary>
    public int WarmUpQuestions;
    public int PinRequests;
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
        app.MapPost("/internal/publishers/{id:guid}/pin", (HttpContext http, Guid id) => neighbours.PinAsync(http, id));
        app.MapGet("/internal/keys", neighbours.FindKey);
        await app.StartAsync();
        return neighbours;
    }

    public void Trust(TestIssuer issuer) => Trust(issuer.Issuer, issuer.Jwk);

    public void Trust(string issuer, JsonObject jwk) => keys[(issuer, (string)jwk["kid"]!)] = jwk;

    public void Withdraw(TestIssuer issuer) => keys.TryRemove((issuer.Issuer, issuer.KeyId), out _);

    /// <summary>A publisher that is pinned to the ids of <see cref="SampleClaims"/>, as most are.</summary>
    public Registered Register(string provider, string issuer, object fields, params string[] projects) =>
        Register(provider, issuer, fields, SampleIds(provider), null, projects);

    /// <summary>A publisher that waits for its ids, or did.</summary>
    public Registered RegisterUnpinned(string provider, string issuer, object fields, DateTimeOffset pinUntil, params string[] projects) =>
        Register(provider, issuer, fields, [], pinUntil, projects);

    private Registered Register(string provider, string issuer, object fields, JsonObject ids, DateTimeOffset? pinUntil, string[] projects)
    {
        var registered = new Registered(Guid.CreateVersion7(), [.. projects.Select(name => (Guid.NewGuid(), name))]);
        Change(registered.Id, new JsonObject
        {
            ["removed"] = false,
            ["provider"] = provider,
            ["issuer"] = issuer,
            ["fields"] = JsonSerializer.SerializeToNode(fields),
            ["pinned_ids"] = ids,
            ["pin_until"] = pinUntil,
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

    /// <summary>Compare and set, as PublisherConfig does it; its clock is the machine's.</summary>
    private async Task<IResult> PinAsync(HttpContext http, Guid id)
    {
        Interlocked.Increment(ref PinRequests);
        var request = await JsonNode.ParseAsync(http.Request.Body);
        if (IsPinningDown || http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            return Results.StatusCode(IsPinningDown ? 503 : 401);
        }

        var answer = Pin(id, (JsonObject)request!["ids"]!);
        return IsPinAnswerLost ? Results.StatusCode(500) : answer;
    }

    private IResult Pin(Guid id, JsonObject ids)
    {
        lock (changing)
        {
            if (publishers.Find(publisher => (Guid)publisher["id"]! == id && !(bool)publisher["removed"]!) is not { } found)
            {
                return Results.Json(new { code = "publisher_not_found" }, statusCode: 404);
            }

            var pinned = (JsonObject)found["pinned_ids"]!;
            if (pinned.Count > 0)
            {
                return JsonNode.DeepEquals(pinned, ids) ? Results.Ok() : Results.Json(new { code = "pinned_otherwise" }, statusCode: 409);
            }

            if ((DateTimeOffset)found["pin_until"]! <= DateTimeOffset.UtcNow || IsWindowOver)
            {
                return Results.Json(new { code = "pin_window_over" }, statusCode: 409);
            }

            var changed = (JsonObject)found.DeepClone();
            (changed["pinned_ids"], changed["pin_until"]) = (ids.DeepClone(), null);
            Change(id, changed);
            return Results.Ok();
        }
    }

    private static JsonObject SampleIds(string provider)
    {
        var (claims, names) = provider switch
        {
            "github" => (SampleClaims.GitHub(), (string[])["repository_owner_id", "repository_id"]),
            "gitlab" => (SampleClaims.GitLab(), ["namespace_id", "project_id"]),
            "google" => (SampleClaims.Google(), ["sub"]),
            "activestate" => (SampleClaims.ActiveState(), ["organization_id", "project_id", "actor_id"]),
            _ => ([], []),
        };
        return new JsonObject(names.Select(name => KeyValuePair.Create(name, claims[name]?.DeepClone())));
    }

    private async Task<IResult> FindKey(HttpContext http, string issuer, string kid)
    {
        // JwksCache knows the issuers that are configured, and the rehearsal's is none of them.
        if (issuer == RehearsedJob.Issuer)
        {
            Interlocked.Increment(ref WarmUpQuestions);
            return Results.Json(new { code = "unknown_issuer" }, statusCode: 404);
        }

        Interlocked.Increment(ref KeyRequests);
        while (SilentIssuer == issuer)
        {
            await Task.Delay(10, http.RequestAborted);
        }

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
