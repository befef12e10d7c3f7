using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Audit.Tests.Reading;

namespace TrustedPublishing.Audit.Tests.Access;

/// <summary>Every route and every kind of caller. A route that is not in the table fails the test.</summary>
public sealed class RouteAccessTests(SeededLog log) : IClassFixture<SeededLog>
{
    /// <summary>For whom a route is.</summary>
    private enum For
    {
        Everybody,

        /// <summary>All readers; who may see one project sees less.</summary>
        Readers,

        /// <summary>Readers who may see all entries.</summary>
        ReadersOfAll,
        Operator,

        /// <summary>The same with a session in the place of a bearer.</summary>
        Browsers,
        BrowsersOfAll,
    }

    private static readonly Dictionary<string, For> Routes = new(StringComparer.Ordinal)
    {
        ["* /health"] = For.Everybody,
        ["* /alive"] = For.Everybody,
        ["GET /openapi/{documentName}.json"] = For.Everybody,
        ["GET /sign-in"] = For.Everybody,
        ["POST /sign-in"] = For.Everybody,
        ["GET /log/checkpoint"] = For.Everybody,
        ["GET /log/key"] = For.Everybody,
        ["GET /log/key-handovers"] = For.Everybody,
        ["GET /log/proof/consistency"] = For.Everybody,
        ["GET /log/proof/inclusion"] = For.Everybody,
        ["GET /log/tile/{level}/{**tile}"] = For.Everybody,
        ["GET /log/tile/entries/{**tile}"] = For.ReadersOfAll,
        ["GET /"] = For.Browsers,
        ["GET /charts"] = For.Browsers,
        ["GET /entries/{index:long}"] = For.Browsers,
        ["GET /live"] = For.Browsers,
        ["GET /live/events"] = For.Browsers,
        ["POST /sign-out"] = For.Browsers,
        ["GET /api/entries/"] = For.Readers,
        ["GET /api/entries/{index:long}"] = For.Readers,
        ["GET /api/export"] = For.Readers,
        ["GET /api/stream"] = For.Readers,
        ["GET /api/tallies"] = For.Readers,
        ["GET /api/tokens/"] = For.Operator,
        ["POST /api/tokens/"] = For.Operator,
        ["DELETE /api/tokens/{id:guid}"] = For.Operator,
        ["POST /api/erasures"] = For.Operator,
        ["GET /api/webhooks/"] = For.Operator,
        ["POST /api/webhooks/"] = For.Operator,
        ["GET /api/webhooks/{id:guid}"] = For.Operator,
        ["DELETE /api/webhooks/{id:guid}"] = For.Operator,
        ["POST /api/webhooks/{id:guid}/pause"] = For.Operator,
        ["POST /api/webhooks/{id:guid}/resume"] = For.Operator,
        ["POST /api/webhooks/{id:guid}/replay"] = For.Operator,
        ["POST /api/webhooks/{id:guid}/rotate-secret"] = For.Operator,
        ["GET /api/webhooks/{id:guid}/dead-letters"] = For.Operator,
    };

    [Fact]
    public async Task Every_route_lets_in_whom_it_is_for_and_nobody_else()
    {
        var callers = await Callers.OfAsync(log);
        var found = log.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => Methods(route).Select(method => $"{method} /{route.RoutePattern.RawText!.TrimStart('/')}"))
            .ToList();
        Assert.Equal(Routes.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));

        var wrong = new List<string>();
        foreach (var (route, whom) in Routes)
        {
            foreach (var (kind, show) in callers.Kinds)
            {
                using var request = Request(route);
                show(request);
                using var response = await callers.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                var answer = await AnswerAsync(response);
                var expected = Expected(whom, kind);
                if (answer != expected)
                {
                    wrong.Add($"{route} for {kind}: {answer}, expected {expected}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static string Expected(For whom, string kind) => (whom, kind) switch
    {
        (For.Everybody, _) => "open",
        (For.Browsers, "operator's session" or "session of all" or "session of a project") => "open",
        (For.BrowsersOfAll, "operator's session" or "session of all") => "open",
        (For.BrowsersOfAll, "session of a project") => "scope_not_sufficient",
        (For.Browsers or For.BrowsersOfAll, _) => "/sign-in",
        (For.Readers, "operator" or "all" or "project") => "open",
        (For.ReadersOfAll, "operator" or "all") => "open",
        (For.ReadersOfAll, "project") => "scope_not_sufficient",
        (For.Operator, "operator") => "open",
        (For.Operator, "all" or "project") => "operator_only",
        (_, "wrong" or "expired" or "revoked") => "invalid_token",
        _ => "missing_token",
    };

    private static HttpRequestMessage Request(string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        path = path.Replace("{index:long}", "2", StringComparison.Ordinal)
            .Replace("{**tile}", "000", StringComparison.Ordinal)
            .Replace("{level}", "0", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{id:guid}", "0199a1b2-0000-7000-8000-000000000000", StringComparison.Ordinal);
        return new HttpRequestMessage(method == "*" ? HttpMethod.Get : new HttpMethod(method), path.Length > 1 ? path.TrimEnd('/') : path);
    }

    /// <summary>The code of a refusal, where a stranger is sent, or <c>open</c>.</summary>
    private static async Task<string> AnswerAsync(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["code"]!;
        }

        // Who signs out is sent to the form as well, and loses the cookie.
        return response.Headers.Location?.OriginalString == "/sign-in" && !response.Headers.Contains("Set-Cookie") ? "/sign-in" : "open";
    }

    private static IEnumerable<string> Methods(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? (IEnumerable<string>)["*"];

    private sealed record Callers(HttpClient Client, IReadOnlyDictionary<string, Action<HttpRequestMessage>> Kinds)
    {
        public static async Task<Callers> OfAsync(SeededLog log)
        {
            var service = log.Service;
            var (all, project) = (await IssuedToken.IssueAsync(service), await IssuedToken.IssueAsync(service, "other"));
            var (expired, revoked) = (await IssuedToken.IssueAsync(service), await IssuedToken.IssueAsync(service));
            await expired.ExpireAsync(log.Log);
            await revoked.RevokeAsync(service);
            var client = service.Client();
            return new Callers(client, new Dictionary<string, Action<HttpRequestMessage>>
            {
                ["nobody"] = _ => { },
                ["wrong"] = Bearer("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
                ["expired"] = Bearer(expired.Secret),
                ["revoked"] = Bearer(revoked.Secret),
                ["project"] = Bearer(project.Secret),
                ["all"] = Bearer(all.Secret),
                ["operator"] = Bearer(Service.AuditService.Token),
                ["session of a project"] = Cookie(await AccessTests.SignInAsync(client, project.Secret)),
                ["session of all"] = Cookie(await AccessTests.SignInAsync(client, all.Secret)),
                ["operator's session"] = Cookie(await AccessTests.SignInAsync(client, Service.AuditService.Token)),
            });

            static Action<HttpRequestMessage> Bearer(string token) => request => request.Headers.Authorization = new("Bearer", token);

            static Action<HttpRequestMessage> Cookie(string session) => request => request.Headers.Add("Cookie", session);
        }
    }
}
