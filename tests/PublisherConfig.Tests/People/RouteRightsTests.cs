using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TrustedPublishing.PublisherConfig.Tests.People;

/// <summary>Every page and every kind of person. A page that is not in the table fails the test.</summary>
public sealed class RouteRightsTests(PublisherService service) : IClassFixture<PublisherService>
{
    private const string Everybody = "everybody";

    /// <summary>Who is let in beside operators: <c>p</c>erson of no project, <c>m</c>aintainer, <c>o</c>wner, <c>a</c>uditor.</summary>
    private static readonly Dictionary<string, string> Routes = new(StringComparer.Ordinal)
    {
        ["GET /"] = "pmoa",
        ["POST /"] = "",
        ["GET /sign-in"] = Everybody,
        ["POST /sign-in"] = Everybody,
        ["GET /error/{status:int}"] = Everybody,
        ["POST /error/{status:int}"] = Everybody,
        ["GET /sign-out"] = "pmoa",
        ["POST /sign-out"] = "pmoa",
        ["GET /invitation"] = "pmoa",
        ["POST /invitation"] = "pmoa",
        ["GET /projects/{name}"] = "moa",
        ["POST /projects/{name}"] = "o",
        ["GET /projects/{name}/members"] = "moa",
        ["POST /projects/{name}/members"] = "moa",
        ["GET /projects/{name}/members/manage"] = "o",
        ["POST /projects/{name}/members/manage"] = "o",
        ["GET /projects/{name}/publishers/{id:guid}/remove"] = "o",
        ["POST /projects/{name}/publishers/{id:guid}/remove"] = "o",
    };

    [Fact]
    public async Task Every_page_lets_in_whom_it_is_for_and_nobody_else()
    {
        var pages = service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null)
            .SelectMany(route => new[] { $"GET /{route.RoutePattern.RawText}", $"POST /{route.RoutePattern.RawText}" });
        Assert.Equal(Routes.Keys.Order(StringComparer.Ordinal), pages.Distinct().Order(StringComparer.Ordinal));

        var (project, _) = await service.CreateProjectAsync();
        var wrong = new List<string>();
        foreach (var (kind, letter) in (IEnumerable<(string, char)>)[("nobody", '-'), ("person", 'p'), ("maintainer", 'm'), ("owner", 'o'), ("auditor", 'a'), ("operator", '+')])
        {
            foreach (var (route, whom) in Routes)
            {
                var answer = await AnswerAsync(kind, route, project);
                var isOpen = whom == Everybody || letter == '+' || whom.Contains(letter, StringComparison.Ordinal);
                var expected = isOpen ? "open" : letter switch
                {
                    '-' => "signs in",
                    'p' when route.Contains("{name}", StringComparison.Ordinal) => "hidden",
                    _ => "refused",
                };
                if (answer != expected)
                {
                    wrong.Add($"{route} for {kind}: {answer}, expected {expected}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("/projects/{name}/members/manage")]
    [InlineData("/projects/{name}/publishers/00000000-0000-0000-0000-000000000000/remove")]
    public async Task Asks_to_sign_in_again_before_a_dangerous_change(string path)
    {
        var (project, _) = await service.CreateProjectAsync();
        path = path.Replace("{name}", project, StringComparison.Ordinal);
        var subject = $"stale-{project}";
        using var stale = await service.BrowserOfAsync(subject, signedInAgo: TimeSpan.FromMinutes(16));
        await service.MakeMemberAsync(subject, project, "owner");
        using var fresh = await service.BrowserOfAsync(subject, signedInAgo: TimeSpan.FromMinutes(14));

        var asked = await stale.GetAsync(path);
        var posted = await stale.PostAsync(path);

        Assert.Equal((HttpStatusCode.Redirect, $"/sign-in?again=true&from={Uri.EscapeDataString(path)}"), (asked.Status, asked.Location));
        Assert.Equal((HttpStatusCode.Redirect, asked.Location), (posted.Status, posted.Location));
        Assert.NotEqual(HttpStatusCode.Redirect, (await fresh.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stale.GetAsync($"/projects/{project}")).Status);
    }

    [Fact]
    public async Task Lists_to_a_person_their_own_projects_only()
    {
        var (mine, _) = await service.CreateProjectAsync();
        var (other, _) = await service.CreateProjectAsync();
        using var person = await service.BrowserOfAsync($"lists-{mine}");
        await service.MakeMemberAsync($"lists-{mine}", mine, "maintainer");

        var page = await person.GetAsync("/");
        var searched = await person.GetAsync($"/?search={other}");

        Assert.Contains(mine, page.Text, StringComparison.Ordinal);
        Assert.Contains("1 project", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"/projects/{other}", searched.Html, StringComparison.Ordinal);
    }

    private async Task<string> AnswerAsync(string kind, string route, string project)
    {
        using var browser = await BrowserAsync(kind, project);
        var path = route.Split(' ')[1].Replace("{name}", project, StringComparison.Ordinal)
            .Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{status:int}", "400", StringComparison.Ordinal);
        var page = route.StartsWith("GET", StringComparison.Ordinal) ? await browser.GetAsync(path) : await browser.PostAsync(path);
        return page.Status switch
        {
            HttpStatusCode.Redirect when page.Location!.StartsWith("/sign-in?from", StringComparison.Ordinal) => "signs in",
            HttpStatusCode.Forbidden => "refused",
            // Whom it is not for is told the same as whoever asks for a project that is not there; for whom it is, the publisher is not there.
            HttpStatusCode.NotFound when kind == "person" && route.Contains("{name}", StringComparison.Ordinal) => "hidden",
            _ => "open",
        };
    }

    private async Task<Browser> BrowserAsync(string kind, string project)
    {
        if (kind == "nobody")
        {
            return new Browser(service.Anonymous.BaseAddress!, new CookieContainer());
        }

        var browser = await service.BrowserOfAsync($"{kind}-{project}", isOperator: kind == "operator", isAuditor: kind == "auditor");
        if (kind is "maintainer" or "owner" && (await service.QueryAsync($"SELECT 1 FROM project_members m JOIN people p ON p.id = m.person_id WHERE p.subject = '{kind}-{project}'")).Count == 0)
        {
            await service.MakeMemberAsync($"{kind}-{project}", project, kind);
        }

        return browser;
    }
}
