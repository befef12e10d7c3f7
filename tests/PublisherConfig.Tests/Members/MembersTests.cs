using System.Net;
using System.Text.RegularExpressions;

namespace TrustedPublishing.PublisherConfig.Tests.Members;

public sealed partial class MembersTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Fact]
    public async Task Makes_whoever_accepts_an_invitation_first_a_member()
    {
        var (project, _) = await service.CreateProjectAsync();
        var link = await IssueAsync(project, "owner");
        var (first, second) = ($"first-{project}", $"second-{project}");
        using var invited = await service.BrowserOfAsync(first);
        using var late = await service.BrowserOfAsync(second);
        Assert.Contains($"You are invited to {project} As owner", (await invited.GetAsync(link)).Text, StringComparison.Ordinal);

        var accepted = await invited.SubmitAsync(link, "/invitation");
        var over = await late.GetAsync(link);

        Assert.Equal((HttpStatusCode.Redirect, $"/projects/{project}"), (accepted.Status, accepted.Location));
        Assert.Equal(HttpStatusCode.NotFound, over.Status);
        Assert.Contains("This invitation is over", over.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await late.GetAsync($"/projects/{project}")).Status);
        Assert.Equal([$"2 {first}"], await RolesAsync(project));
    }

    [Fact]
    public async Task Takes_one_of_many_who_accept_at_once()
    {
        var (project, _) = await service.CreateProjectAsync();
        var link = await IssueAsync(project, "maintainer");
        var browsers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => service.BrowserOfAsync($"racer-{i}-{project}")));

        var forms = await Task.WhenAll(browsers.Select(browser => browser.OpenFormAsync(link, "/invitation")));

        var answers = await Task.WhenAll(forms.Select(send => send()));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Redirect);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
        Assert.Single(await RolesAsync(project));
        foreach (var browser in browsers)
        {
            browser.Dispose();
        }
    }

    [Fact]
    public async Task Leaves_an_invitation_open_that_a_member_opens_who_is_more_already()
    {
        var (project, _) = await service.CreateProjectAsync();
        using var owner = await OwnerAsync(project, "owner");
        var link = await IssueAsync(project, "maintainer");

        var accepted = await owner.SubmitAsync(link, "/invitation");

        Assert.Equal($"/projects/{project}", accepted.Location);
        Assert.Equal([$"2 owner-{project}"], await RolesAsync(project));
        Assert.Single((await service.GetAsync($"/api/projects/{project}/invitations")).Json.GetProperty("invitations").EnumerateArray());
    }

    [Fact]
    public async Task Binds_nobody_who_is_signed_in_with_the_admin_token()
    {
        var (project, _) = await service.CreateProjectAsync();
        var link = await IssueAsync(project, "owner");
        using var console = await service.SignedInBrowserAsync();

        var shown = await console.GetAsync(link);

        Assert.Contains("which is nobody in particular", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Accept", shown.Text, StringComparison.Ordinal);
        Assert.Empty(await RolesAsync(project));
    }

    [Theory]
    [InlineData("expires_at = now() - interval '1 second'")]
    [InlineData("secret_hash = decode(repeat('00', 32), 'hex')")]
    public async Task Accepts_no_invitation_that_is_over(string when)
    {
        var (project, _) = await service.CreateProjectAsync();
        var link = await IssueAsync(project, "owner");
        using var person = await service.BrowserOfAsync($"over-{project}");
        await service.ExecuteAsync($"UPDATE invitations i SET {when} FROM projects p WHERE p.id = i.project_id AND p.normalized_name = '{project}'");

        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(link)).Status);
        await service.ExecuteAsync($"DELETE FROM invitations i USING projects p WHERE p.id = i.project_id AND p.normalized_name = '{project}'");
    }

    [Fact]
    public async Task Withdraws_an_invitation()
    {
        var (project, _) = await service.CreateProjectAsync();
        var link = await IssueAsync(project, "owner");
        var id = (await service.GetAsync($"/api/projects/{project}/invitations")).Json.GetProperty("invitations")[0].GetProperty("id").GetString();
        using var person = await service.BrowserOfAsync($"withdrawn-{project}");

        var withdrawn = await service.DeleteAsync($"/api/projects/{project}/invitations/{id}");

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(link)).Status);
        (await service.DeleteAsync($"/api/projects/{project}/invitations/{id}")).IsProblem(
            HttpStatusCode.NotFound, "invitation_not_found", "The project has no open invitation with this id.");
    }

    [Fact]
    public async Task Keeps_the_last_owner()
    {
        var (project, _) = await service.CreateProjectAsync();
        using var owner = await OwnerAsync(project, "last");
        var id = (await service.QueryAsync($"SELECT id FROM people WHERE subject = 'last-{project}'")).Single();
        var manage = $"/projects/{project}/members/manage";

        var demoted = await owner.SubmitAsync(manage, manage, "Change", ("id", id), ("role", "maintainer"));
        var removed = await owner.SubmitAsync(manage, manage, "Change", ("id", id), ("role", "none"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, demoted.Status);
        Assert.Contains("A project keeps at least one owner.", removed.Text, StringComparison.Ordinal);
        Assert.Equal([$"2 last-{project}"], await RolesAsync(project));
        Assert.Equal(HttpStatusCode.NoContent, (await service.DeleteAsync($"/api/projects/{project}/members/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/projects/{project}")).Status);
    }

    [Fact]
    public async Task Shows_a_new_link_once_on_the_page()
    {
        var (project, _) = await service.CreateProjectAsync();
        using var owner = await OwnerAsync(project, "inviting");
        var manage = $"/projects/{project}/members/manage";

        var invited = await owner.SubmitAsync(manage, manage, "Invite", ("role", "maintainer"));

        Assert.Equal(HttpStatusCode.OK, invited.Status);
        var link = Link().Match(invited.Html).Value;
        Assert.StartsWith("/invitation?secret=", link, StringComparison.Ordinal);
        Assert.DoesNotContain("secret=", (await owner.GetAsync(manage)).Html, StringComparison.Ordinal);
        using var person = await service.BrowserOfAsync($"reads-{project}");
        Assert.Contains($"You are invited to {project}", (await person.GetAsync(link)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"role":"admin"}""")]
    [InlineData("""{"role":1}""")]
    [InlineData("""{"role":"owner","project":"x"}""")]
    public async Task Refuses_what_is_no_role(string body)
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await service.PostAsync($"/api/projects/{project}/invitations", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_role"), (refused.Status, refused.Text("code")));
        Assert.Empty(await service.QueryAsync($"SELECT 1 FROM invitations i JOIN projects p ON p.id = i.project_id WHERE p.normalized_name = '{project}'"));
    }

    [Fact]
    public async Task Refuses_more_invitations_than_are_allowed()
    {
        var (project, _) = await service.CreateProjectAsync();
        for (var i = 0; i < 20; i++)
        {
            await IssueAsync(project, "maintainer");
        }

        (await service.PostAsync($"/api/projects/{project}/invitations", """{"role":"owner"}""")).IsProblem(
            HttpStatusCode.Conflict, "too_many_invitations", "A project has at most 20 open invitations.");
    }

    private async Task<string> IssueAsync(string project, string role)
    {
        var issued = await service.PostAsync($"/api/projects/{project}/invitations", $$"""{"role":"{{role}}"}""");
        Assert.Equal(HttpStatusCode.Created, issued.Status);
        return new Uri(issued.Text("link")).PathAndQuery;
    }

    private async Task<Browser> OwnerAsync(string project, string who)
    {
        var browser = await service.BrowserOfAsync($"{who}-{project}");
        await service.MakeMemberAsync($"{who}-{project}", project, "owner");
        return browser;
    }

    private Task<IReadOnlyList<string>> RolesAsync(string project) => service.QueryAsync(
        $"SELECT m.role || ' ' || q.subject FROM project_members m JOIN projects p ON p.id = m.project_id JOIN people q ON q.id = m.person_id WHERE p.normalized_name = '{project}'");

    [GeneratedRegex("/invitation\\?secret=[A-Za-z0-9_-]{43}")]
    private static partial Regex Link();
}
