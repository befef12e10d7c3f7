using System.Net;

namespace TrustedPublishing.PublisherConfig.Tests.Pages;

public sealed class PagesTests(PublisherService service) : IClassFixture<PublisherService>, IAsyncLifetime
{
    private Browser browser = null!;

    public async ValueTask InitializeAsync() => browser = await service.SignedInBrowserAsync();

    public ValueTask DisposeAsync()
    {
        browser.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Creates_a_project()
    {
        var mark = Guid.NewGuid().ToString("N");

        var created = await browser.SubmitAsync("/", "/", ("name", $" Sample.{mark} "));

        Assert.Equal((HttpStatusCode.Redirect, $"/projects/sample-{mark}"), (created.Status, created.Location));
        var project = await browser.GetAsync(created.Location!);
        Assert.Equal(HttpStatusCode.OK, project.Status);
        Assert.Contains($"Projects / sample-{mark} Sample.{mark} Members Trusted publishers No trusted publisher.", project.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_a_refused_name_again_beside_its_error()
    {
        var (name, _) = await service.CreateProjectAsync();

        var invalid = await browser.SubmitAsync("/", "/", ("name", "<b>&\"'"));
        var taken = await browser.SubmitAsync("/", "/", ("name", name.ToUpperInvariant()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.Status);
        Assert.Contains("A project's name consists of ASCII letters, digits, '.', '_' and '-'.", invalid.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"&lt;b&gt;&amp;&quot;&#x27;\"", invalid.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.Status);
        Assert.Contains($"There is a project {name} already.", taken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_projects_with_their_publishers_and_finds_them_by_name()
    {
        var (name, _) = await service.CreateProjectAsync();
        await service.AddPublisherAsync(name, """{"provider":"github","repository_owner":"octo-org","repository_name":"listed","workflow_filename":"release.yml"}""");

        var found = await browser.GetAsync($"/?search={name[..20].ToUpperInvariant()}");
        var none = await browser.GetAsync("/?search=%25%3Cscript%3E");

        Assert.Contains(
            $"{name} GitHub Actions octo-org/listed Owner octo-org Repository name listed Workflow name release.yml Environment name any "
            + "Issuer https://token.actions.githubusercontent.com Immutable ids not known yet: the first exchange before ", found.Text, StringComparison.Ordinal);
        Assert.Contains("fixes them Last used never 1 project", found.Text, StringComparison.Ordinal);
        Assert.Contains("No project's name contains “%<script>”.", none.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", none.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("github", "repository_owner=octo-org repository_name=% workflow_filename=release.yml environment=pypi",
        "GitHub Actions octo-org/% Owner octo-org Repository name % Workflow name release.yml Environment name pypi Issuer https://token.actions.githubusercontent.com")]
    [InlineData("gitlab", "namespace=octo/sub project=% workflow_filepath=.gitlab-ci.yml environment= issuer=https://gitlab.example.com",
        "GitLab CI/CD octo/sub/% Namespace octo/sub Project name % Top-level pipeline file path .gitlab-ci.yml Environment name any Issuer https://gitlab.example.com")]
    [InlineData("google", "email=%@my-project.iam.gserviceaccount.com sub=7",
        "Google Cloud %@my-project.iam.gserviceaccount.com Email %@my-project.iam.gserviceaccount.com Subject 7 Issuer https://accounts.google.com")]
    [InlineData("activestate", "organization=octo-org project=% actor=octo-user",
        "ActiveState octo-org/% Organization octo-org Project name % Actor octo-user Issuer https://platform.activestate.com/api/v1/oauth/oidc")]
    public async Task Adds_a_publisher_of_every_provider_and_removes_it_after_asking(string provider, string typed, string details)
    {
        var mark = Guid.NewGuid().ToString("N");
        var (project, projectId) = await service.CreateProjectAsync();
        var fields = typed.Replace("%", mark, StringComparison.Ordinal).Split(' ').Select(f => f.Split('=', 2)).Select(f => (f[0], f[1])).ToArray();

        var added = await browser.SubmitAsync($"/projects/{project}?provider={provider}", $"/projects/{project}", fields);

        Assert.Equal(HttpStatusCode.Redirect, added.Status);
        var page = await browser.GetAsync(added.Location!);
        Assert.Contains("can publish", page.Text, StringComparison.Ordinal);
        Assert.Contains(details.Replace("%", mark, StringComparison.Ordinal), page.Text, StringComparison.Ordinal);
        var publisher = Assert.Single((await service.GetAsync($"/api/projects/{project}")).Json.GetProperty("publishers").EnumerateArray());
        var remove = $"/projects/{project}/publishers/{publisher.GetProperty("id").GetString()}/remove";
        Assert.Contains($"href=\"{remove}\"", page.Html, StringComparison.Ordinal);
        Assert.Contains($"Remove this publisher from {project}?", (await browser.GetAsync(remove)).Text, StringComparison.Ordinal);

        var removed = await browser.SubmitAsync(remove, remove);

        Assert.Equal((HttpStatusCode.Redirect, $"/projects/{project}"), (removed.Status, removed.Location));
        Assert.Contains("No trusted publisher.", (await browser.GetAsync(removed.Location!)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(remove)).Status);
        // A registered subject pins the publisher, which has a record of its own that names nobody.
        var records = await service.Records.OfProjectAsync(projectId, provider == "google" ? 4 : 3);
        Assert.Equal(
            ["admin-token", "console", "console"],
            records.Where(r => r.GetProperty("type").GetString() != "PublisherPinned").Select(r => r.GetProperty("body").GetProperty("by").GetString()));
    }

    [Theory]
    [InlineData("pin_until = '2100-01-01'", "Immutable ids not known yet: the first exchange before 2100-01-01 00:00:00Z fixes them Last used never")]
    [InlineData("pin_until = '2026-01-02'", "Immutable ids never fixed Last used never Nothing was exchanged before 2026-01-02 00:00:00Z, so this publisher matches no job any more. Remove it and add it again.")]
    [InlineData(
        """pinned_ids = '{"repository_id":"2002","repository_owner_id":"1001"}', last_used_at = '2026-01-03'""",
        "Immutable ids repository_id 2002, repository_owner_id 1001 Last used 2026-01-03 00:00:00Z Remove")]
    [InlineData(
        """pinned_ids = '{"repository_id":"2002","repository_owner_id":"1001"}', pin_mismatch_at = '2026-01-04'""",
        "Last used never Refused 2026-01-04 00:00:00Z: a job with these names and other ids.")]
    public async Task Says_where_a_publisher_stands_with_its_ids(string state, string words)
    {
        var (project, _) = await service.CreateProjectAsync();
        var id = await service.AddPublisherAsync(project, Publishers.PublishersApiTests.GitHub());
        await using (var command = service.Database.CreateCommand($"UPDATE publishers SET {state} WHERE id = '{id}'"))
        {
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        Assert.Contains(words, (await browser.GetAsync($"/projects/{project}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_what_was_typed_and_says_what_is_wrong_beside_each_field()
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await browser.SubmitAsync(
            $"/projects/{project}?provider=github", $"/projects/{project}",
            ("repository_owner", "octo-org"), ("repository_name", "<i>x"), ("workflow_filename", ".github/workflows/release.yml"), ("environment", "a;b"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("name=\"repository_owner\" value=\"octo-org\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("name=\"repository_name\" value=\"&lt;i&gt;x\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("name=\"workflow_filename\" value=\".github/workflows/release.yml\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"repository_owner-error\"></p>", refused.Html, StringComparison.Ordinal);
        Assert.Contains(
            "id=\"workflow_filename-error\">Give the file name alone, here release.yml; that the file lies in .github/workflows/ is understood.</p>",
            refused.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"environment-error\">The character ; cannot be part", refused.Html, StringComparison.Ordinal);
        Assert.Equal(1, Occurrences(refused.Html, " autofocus="));
    }

    [Fact]
    public async Task Says_that_the_same_publisher_is_there_already()
    {
        var (project, _) = await service.CreateProjectAsync();
        await service.AddPublisherAsync(project, """{"provider":"google","email":"twice@my-project.iam.gserviceaccount.com"}""");

        var refused = await browser.SubmitAsync(
            $"/projects/{project}?provider=google", $"/projects/{project}", ("email", "Twice@my-project.iam.gserviceaccount.com"), ("sub", ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("The same publisher stands for this project already.", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"Twice@my-project.iam.gserviceaccount.com\"", refused.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", "environment=", "Without an environment every job of this workflow can publish")]
    [InlineData("google", "sub=1", "This is a default service account")]
    public async Task Warns_after_adding(string provider, string field, string warning)
    {
        var (project, _) = await service.CreateProjectAsync();
        (string, string)[] fields = provider == "github"
            ? [("repository_owner", "octo-org"), ("repository_name", project), ("workflow_filename", "release.yml")]
            : [("email", "7-compute@developer.gserviceaccount.com")];

        var added = await browser.SubmitAsync(
            $"/projects/{project}?provider={provider}", $"/projects/{project}", [.. fields, (field.Split('=')[0], field.Split('=')[1])]);

        Assert.Contains(warning, (await browser.GetAsync(added.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offers_an_issuer_only_where_there_is_a_choice_and_refuses_others()
    {
        var (project, _) = await service.CreateProjectAsync();

        Assert.DoesNotContain("<select", (await browser.GetAsync($"/projects/{project}?provider=github")).Html, StringComparison.Ordinal);
        Assert.Contains("<select id=\"issuer\" name=\"issuer\"", (await browser.GetAsync($"/projects/{project}?provider=gitlab")).Html, StringComparison.Ordinal);
        var refused = await browser.SubmitAsync(
            $"/projects/{project}?provider=gitlab", $"/projects/{project}",
            ("namespace", "octo"), ("project", "sample"), ("workflow_filepath", ".gitlab-ci.yml"), ("issuer", "https://evil.example"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("This is not an issuer of the provider gitlab that is configured here", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/projects/{0}?provider=gitlab")]
    [InlineData("/projects/{0}/publishers/00000000-0000-0000-0000-000000000000/remove")]
    [InlineData("/sign-out")]
    public async Task Refuses_a_form_without_its_antiforgery_token(string action)
    {
        var (project, _) = await service.CreateProjectAsync();
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, action, project);

        var refused = await browser.PostAsync(path, ("name", "forged"), ("antiforgery", "forged"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("The form is too old", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/projects/no-such-project")]
    [InlineData("/projects/no-such-project/publishers/00000000-0000-0000-0000-000000000000/remove")]
    [InlineData("/projects/no-such-project/publishers/7/remove")]
    [InlineData("/nothing")]
    [InlineData("/error/200")]
    public async Task Says_that_there_is_nothing(string path)
    {
        var page = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("There is nothing here", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/nothing")]
    public async Task Tells_browsers_to_run_nothing_and_to_keep_nothing(string path)
    {
        var page = await browser.GetAsync(path);

        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            page.Headers["Content-Security-Policy"]);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.Equal("DENY", page.Headers["X-Frame-Options"]);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", page.Html, StringComparison.OrdinalIgnoreCase);
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
