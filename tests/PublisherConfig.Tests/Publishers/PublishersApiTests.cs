using System.Net;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class PublishersApiTests(PublisherService service) : IClassFixture<PublisherService>
{
    private const string EnvironmentMissing = """
        {"code":"environment_missing","field":"environment","message":"Without an environment every job of this workflow can publish, whoever started it. An environment of its own, protected on GitHub, is strongly recommended."}
        """;

    [Theory]
    [InlineData(
        """{"provider":"github","repository_owner":"octo-org","repository_name":"%","workflow_filename":"release.yml","environment":"pypi"}""",
        """ "provider":"github","issuer":"https://token.actions.githubusercontent.com","repository_owner":"octo-org","repository_name":"%","workflow_filename":"release.yml","environment":"pypi","warnings":[] """)]
    [InlineData(
        """{"provider":"github","repository_owner":"octo-org","repository_name":"%","workflow_filename":" release.yml ","environment":""}""",
        $$""" "provider":"github","issuer":"https://token.actions.githubusercontent.com","repository_owner":"octo-org","repository_name":"%","workflow_filename":"release.yml","environment":null,"warnings":[{{EnvironmentMissing}}] """)]
    [InlineData(
        """{"provider":"gitlab","namespace":"octo-group/octo-subgroup","project":"%","workflow_filepath":".gitlab-ci.yml","environment":"release","issuer":"https://gitlab.example.com"}""",
        """ "provider":"gitlab","issuer":"https://gitlab.example.com","namespace":"octo-group/octo-subgroup","project":"%","workflow_filepath":".gitlab-ci.yml","environment":"release","warnings":[] """)]
    [InlineData(
        """{"provider":"google","email":"%@my-project.iam.gserviceaccount.com","sub":"123456789012345678901"}""",
        """ "provider":"google","issuer":"https://accounts.google.com","email":"%@my-project.iam.gserviceaccount.com","sub":"123456789012345678901","warnings":[] """, "123456789012345678901")]
    [InlineData(
        """{"provider":"google","email":"%-compute@developer.gserviceaccount.com","sub":"1"}""",
        """ "provider":"google","issuer":"https://accounts.google.com","email":"%-compute@developer.gserviceaccount.com","sub":"1","warnings":[{"code":"default_service_account","field":"email","message":"This is a default service account: Google Cloud gives it to every workload of the project, and each of them could publish. A service account made for publishing is recommended."}] """, "1")]
    [InlineData(
        """{"provider":"activestate","organization":"octo-org","project":"%","actor":"octo-user","issuer":null}""",
        """ "provider":"activestate","issuer":"https://platform.activestate.com/api/v1/oauth/oidc","organization":"octo-org","project":"%","actor":"octo-user","warnings":[] """)]
    public async Task Adds_a_publisher_of_every_provider(string registration, string members, string? sub = null)
    {
        var mark = Guid.NewGuid().ToString("N");
        var (project, _) = await service.CreateProjectAsync();

        var added = await service.PostAsync($"/api/projects/{project}/publishers", registration.Replace("%", mark, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal(7, Guid.Parse(added.Text("id")).Version);
        Assert.Equal($"/api/projects/{project}/publishers/{added.Text("id")}", added.Location);
        // Google's subject is an id that does not change, so a publisher that is registered with it waits for nothing.
        var pin = sub is null
            ? $$"""{"pin_state":"pending","pinned_ids":{},"pinned_by":null,"pinned_at":null,"pin_until":"{{added.Text("pin_until")}}","""
            : $$"""{"pin_state":"pinned","pinned_ids":{"sub":"{{sub}}"},"pinned_by":"given","pinned_at":"{{added.Text("added_at")}}","pin_until":null,""";
        added.HasBody(
            $$"""{{pin}}"pin_mismatch_at":null,"last_used_at":null,"id":"{{added.Text("id")}}","added_at":"{{added.Text("added_at")}}",{{members.Replace("%", mark, StringComparison.Ordinal)}}}""");
        Assert.Equal(added.Body, (await service.GetAsync(added.Location!)).Body);
        var publishers = (await service.GetAsync($"/api/projects/{project}")).Json.GetProperty("publishers");
        Assert.Equal(added.Body, Assert.Single(publishers.EnumerateArray()).GetRawText());
    }

    [Fact]
    public async Task Removes_a_publisher()
    {
        var (project, _) = await service.CreateProjectAsync();
        var id = await service.AddPublisherAsync(project, GitHub());

        var removed = await service.DeleteAsync($"/api/projects/{project.ToUpperInvariant()}/publishers/{id}");

        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.Equal("", removed.Body);
        (await service.GetAsync($"/api/projects/{project}/publishers/{id}")).IsProblem(
            HttpStatusCode.NotFound, "publisher_not_found", "No publisher with this id stands for the project.");
        (await service.DeleteAsync($"/api/projects/{project}/publishers/{id}")).IsProblem(
            HttpStatusCode.NotFound, "publisher_not_found", "No publisher with this id stands for the project.");
        Assert.Empty((await service.GetAsync($"/api/projects/{project}")).Json.GetProperty("publishers").EnumerateArray());
    }

    [Fact]
    public async Task Refuses_the_same_publisher_for_the_same_project_in_another_spelling()
    {
        var (project, _) = await service.CreateProjectAsync();
        var repository = Guid.NewGuid().ToString("N");
        var id = await service.AddPublisherAsync(project, GitHub(repository));

        var again = await service.PostAsync($"/api/projects/{project}/publishers", GitHub(repository.ToUpperInvariant(), owner: "OCTO-ORG"));

        again.IsProblem(HttpStatusCode.Conflict, "publisher_exists", $"The same publisher stands for this project already: {id}.");
    }

    [Fact]
    public async Task Is_one_publisher_for_all_projects_that_register_the_same()
    {
        var (one, _) = await service.CreateProjectAsync();
        var (other, _) = await service.CreateProjectAsync();
        var repository = Guid.NewGuid().ToString("N");

        var id = await service.AddPublisherAsync(one, GitHub(repository));
        var sameId = await service.AddPublisherAsync(other, GitHub(repository.ToUpperInvariant()));

        Assert.Equal(id, sameId);
        Assert.Equal(HttpStatusCode.NoContent, (await service.DeleteAsync($"/api/projects/{one}/publishers/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/api/projects/{other}/publishers/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync($"/api/projects/{one}/publishers/{id}")).Status);
    }

    [Fact]
    public async Task Has_another_id_when_it_is_registered_again_after_its_removal()
    {
        var (project, _) = await service.CreateProjectAsync();
        var registration = GitHub();
        var id = await service.AddPublisherAsync(project, registration);
        await service.DeleteAsync($"/api/projects/{project}/publishers/{id}");

        Assert.NotEqual(id, await service.AddPublisherAsync(project, registration));
    }

    [Theory]
    [InlineData("""{}""", """{"provider":["The provider is one of github, gitlab, google, activestate."]}""")]
    [InlineData("""{"provider":"circleci"}""", """{"provider":["The provider is one of github, gitlab, google, activestate."]}""")]
    [InlineData("""{"provider":["github"],"x":1}""", """{"provider":["This must be a string."]}""")]
    [InlineData("""{"provider":"google"}""", """{"email":["Give the e-mail address of the service account that publishes."]}""")]
    [InlineData(
        """{"provider":"google","email":{"a":"b"},"sub":123}""", """{"email":["This must be a string."],"sub":["This must be a string."]}""")]
    [InlineData(
        """{"provider":"google","email":"a@b.iam.gserviceaccount.com","issuer":true}""", """{"issuer":["This must be a string."]}""")]
    [InlineData(
        """{"provider":"google","email":"a@b.iam.gserviceaccount.com","issuer":"https://gitlab.com","environment":"x"}""",
        """{"issuer":["This is not an issuer of the provider google that is configured here, byte for byte: https://accounts.google.com."],"environment":["A publisher of the provider google has no such field. Its fields are email, sub."]}""")]
    [InlineData(
        """{"provider":"github","repository_owner":"octo-org","repository_name":"sampleproject","workflow_filename":".github/workflows/release.yml"}""",
        """{"workflow_filename":["Give the file name alone, here release.yml; that the file lies in .github/workflows/ is understood."]}""")]
    [InlineData(
        """{"provider":"github","repository_owner":"о","repository_name":"","environment":"a;b","id":"7"}""",
        """{"repository_owner":["U+043E is not allowed here: use ASCII letters, digits and hyphens."],"repository_name":["Give the name of the repository."],"workflow_filename":["Give the file name of the workflow that publishes."],"environment":["The character ; cannot be part of the name of an environment on GitHub."],"id":["A publisher of the provider github has no such field. Its fields are repository_owner, repository_name, workflow_filename, environment, refs, events, runner_environment, calling_workflow_filename, workflow_repository, workflow_repository_refs."]}""")]
    public async Task Refuses_what_is_no_publisher(string body, string errors)
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await service.PostAsync($"/api/projects/{project}/publishers", body);

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_publisher", "The publisher is not valid.", errors);
        Assert.Empty((await service.GetAsync($"/api/projects/{project}")).Json.GetProperty("publishers").EnumerateArray());
    }

    [Fact]
    public async Task Knows_no_publishers_of_unknown_projects()
    {
        const string title = "There is no project of this name.";
        var id = Guid.CreateVersion7();

        (await service.PostAsync("/api/projects/no-such-project/publishers", GitHub())).IsProblem(HttpStatusCode.NotFound, "project_not_found", title);
        (await service.GetAsync($"/api/projects/no-such-project/publishers/{id}")).IsProblem(HttpStatusCode.NotFound, "project_not_found", title);
        (await service.DeleteAsync($"/api/projects/no-such-project/publishers/{id}")).IsProblem(HttpStatusCode.NotFound, "project_not_found", title);
    }

    [Fact]
    public async Task Does_not_show_or_remove_a_publisher_through_a_project_that_it_does_not_stand_for()
    {
        var (project, _) = await service.CreateProjectAsync();
        var (other, _) = await service.CreateProjectAsync();
        var id = await service.AddPublisherAsync(project, GitHub());

        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync($"/api/projects/{other}/publishers/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.DeleteAsync($"/api/projects/{other}/publishers/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/api/projects/{project}/publishers/{id}")).Status);
    }

    [Theory]
    [InlineData("not-a-guid")]
    [InlineData("0")]
    public async Task Knows_no_other_ids(string id)
    {
        var (project, _) = await service.CreateProjectAsync();

        (await service.GetAsync($"/api/projects/{project}/publishers/{id}")).IsProblem(HttpStatusCode.NotFound, "not_found", "There is nothing at this address.");
    }

    [Fact]
    public async Task Lets_100_publishers_stand_for_a_project_and_no_more()
    {
        var (project, _) = await service.CreateProjectAsync();
        for (var i = 0; i < 100; i++)
        {
            await service.AddPublisherAsync(project, GitHub());
        }

        (await service.PostAsync($"/api/projects/{project}/publishers", GitHub())).IsProblem(
            HttpStatusCode.Conflict, "too_many_publishers", "A project has at most 100 publishers.");
    }

    [Fact]
    public async Task Lets_a_publisher_stand_for_100_projects_and_no_more()
    {
        var registration = GitHub();
        for (var i = 0; i < 100; i++)
        {
            await service.AddPublisherAsync((await service.CreateProjectAsync()).Name, registration);
        }

        var (project, _) = await service.CreateProjectAsync();
        (await service.PostAsync($"/api/projects/{project}/publishers", registration)).IsProblem(
            HttpStatusCode.Conflict, "too_many_projects", "A publisher stands for at most 100 projects.");
    }

    internal static string GitHub(string? repository = null, string owner = "octo-org") =>
        $$"""{"provider":"github","repository_owner":"{{owner}}","repository_name":"{{repository ?? Guid.NewGuid().ToString("N")}}","workflow_filename":"release.yml","environment":"pypi"}""";
}
