using System.Net;

namespace TrustedPublishing.PublisherConfig.Tests.Explain;

public sealed class ExplainApiTests(PublisherService service) : IClassFixture<PublisherService>, IAsyncLifetime
{
    private string project = null!;
    private string github = null!;
    private string google = null!;

    public async ValueTask InitializeAsync()
    {
        (project, _) = await service.CreateProjectAsync();
        github = await service.AddPublisherAsync(
            project, """{"provider":"github","repository_owner":"octo-org","repository_name":"sampleproject","workflow_filename":"release.yml"}""");
        google = await service.AddPublisherAsync(project, """{"provider":"google","email":"publisher@my-project.iam.gserviceaccount.com"}""");
    }

    public ValueTask DisposeAsync()
    {
        service.Neighbour.Broken = null;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Hands_the_id_token_over_for_the_publishers_of_this_project_alone_and_adds_their_titles()
    {
        var (other, _) = await service.CreateProjectAsync();
        await service.AddPublisherAsync(other, """{"provider":"google","email":"other@my-project.iam.gserviceaccount.com"}""");
        Answers($$"""
            {"is_verified":true,"problems":[],"publishers":[
              {"id":"{{google}}","matches":false,"is_nearest":true,"code":"no_publisher","message":"Another issuer.","held":[],"mismatches":[{"claim":"iss","expected":"\"a\"","got":"b","message":"Another issuer."}]},
              {"id":"{{github}}","matches":true,"is_nearest":false,"code":null,"message":"It matches.","held":["repository"],"mismatches":[]}]}
            """);

        var answer = await ExplainAsync("""{"id_token":"head.body.signature"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        answer.HasBody($$"""
            {"would_publish":true,"verified":true,
             "summary":"An exchange gives an API token for this project, through the publisher octo-org/sampleproject.",
             "problems":[],"publishers":[
              {"id":"{{github}}","title":"octo-org/sampleproject","matches":true,"is_nearest":false,"code":null,"message":"It matches.","held":["repository"],"mismatches":[]},
              {"id":"{{google}}","title":"publisher@my-project.iam.gserviceaccount.com","matches":false,"is_nearest":true,"code":"no_publisher","message":"Another issuer.","held":[],
               "mismatches":[{"claim":"iss","expected":"\"a\"","got":"b","message":"Another issuer."}]}]}
            """);
        var asked = service.Neighbour.Requests.Last(request => request.StartsWith("POST /internal/explain", StringComparison.Ordinal));
        Assert.Equal($$"""POST /internal/explain {"publisher_ids":["{{github}}","{{google}}"],"id_token":"head.body.signature"}""", asked);
    }

    [Fact]
    public async Task Says_of_plain_claims_that_they_prove_nothing_and_which_publisher_is_nearest()
    {
        Answers($$"""
            {"is_verified":false,"problems":[],"publishers":[
              {"id":"{{github}}","matches":false,"is_nearest":true,"code":"environment_mismatch","message":"Let the job run in it.","held":[],"mismatches":[]}]}
            """);

        var answer = await ExplainAsync("""{"claims":{"iss":"https://token.actions.githubusercontent.com","nested":{"a":[1,true,null]}}}""");

        Assert.False(answer.Json.GetProperty("would_publish").GetBoolean());
        Assert.Equal(
            "No publisher of this project matches. The nearest is octo-org/sampleproject: Let the job run in it. "
            + "Plain claims prove nothing: this holds if the issuer signs an ID token with them.",
            answer.Text("summary"));
        Assert.EndsWith(
            """
            "claims":{"iss":"https://token.actions.githubusercontent.com","nested":{"a":[1,true,null]}}}
            """.Trim(),
            service.Neighbour.Requests.Last(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_of_the_id_token_comes_first()
    {
        Answers($$"""
            {"is_verified":true,"problems":[{"code":"expired","message":"The ID token expired."}],"publishers":[
              {"id":"{{github}}","matches":true,"is_nearest":false,"code":null,"message":"It matches.","held":[],"mismatches":[]}]}
            """);

        var answer = await ExplainAsync("""{"id_token":"a.b.c"}""");

        Assert.False(answer.Json.GetProperty("would_publish").GetBoolean());
        Assert.Equal(
            "The ID token would be refused. The ID token expired. Apart from that it matches the publisher octo-org/sampleproject.", answer.Text("summary"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id_token":null}""")]
    [InlineData("""{"id_token":7}""")]
    [InlineData("""{"claims":"a"}""")]
    [InlineData("""{"claims":[]}""")]
    [InlineData("""{"id_token":"a","claims":{}}""")]
    [InlineData("""{"id_token":"a","verbose":"true"}""")]
    [InlineData("""{"token":"a"}""")]
    public async Task Refuses_a_body_that_is_not_one_or_the_other(string body) => (await ExplainAsync(body)).IsProblem(
        HttpStatusCode.UnprocessableEntity, "invalid_explanation", "There is nothing to explain.",
        """{"id_token":["Give either id_token, a string, or claims, an object, and nothing else."]}""");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"a.b.c\"")]
    [InlineData("{\"id_token\":\"a\",\"id_token\":\"b\"}")]
    [InlineData("{\"claims\":{\"a\":1,\"a\":2}}")]
    [InlineData("{\"claims\":{\"a\":\"\\ud800\"}}")]
    public async Task Refuses_what_is_no_json_object(string body) => (await ExplainAsync(body)).IsProblem(
        HttpStatusCode.BadRequest, "malformed_json", "The body is not a valid JSON object, or a member is there twice.");

    [Fact]
    public async Task Refuses_a_body_that_is_too_large() => (await ExplainAsync($$"""{"id_token":"{{new string('a', 50_000)}}"}""")).IsProblem(
        HttpStatusCode.RequestEntityTooLarge, "body_too_large", "The body has at most 49152 bytes.");

    [Fact]
    public async Task A_project_that_is_not_there_is_not_explained() => (await service.PostAsync("/api/projects/no-such-project/publishers/explain", """{"id_token":"a"}""")).IsProblem(
        HttpStatusCode.NotFound, "project_not_found", "There is no project of this name.");

    [Theory]
    [InlineData(503, "")]
    [InlineData(200, "null")]
    [InlineData(200, "{")]
    public async Task Says_when_the_exchange_is_away(int status, string body)
    {
        service.Neighbour.Broken = (status, body);

        (await ExplainAsync("""{"id_token":"a"}""")).IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable", "The token exchange does not answer. Try again soon.");
    }

    private void Answers(string body) => service.Neighbour.Broken = (200, body);

    private Task<Answer> ExplainAsync(string body) => service.PostAsync($"/api/projects/{project}/publishers/explain", body);
}
