using System.Net;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>A refused job, what it is told, and the two places where its owner finds out more.</summary>
// Not beside the tests that withdraw the issuers' keys: an ID token is shown twice here.
[Collection(nameof(PublishingTests))]
public sealed class ExplainTests(RunningAuthority stack)
{
    [Fact]
    public async Task A_refused_job_leads_its_owner_to_the_record_and_the_explanation_and_is_good_once_corrected()
    {
        var project = $"explained-{Guid.NewGuid():N}";
        var job = Job.Of("github", stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        var publisher = await stack.Console.RegisterPublisherAsync(project, job.Registration);
        var idToken = await job.With(("environment", null)).IdTokenAsync(stack.Simulator);

        var refused = await stack.Exchange.MintAsync(idToken);
        var explained = await stack.Console.SendAsync(HttpMethod.Post, $"/api/projects/{project}/publishers/explain", new { id_token = idToken });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var correlationId = (string?)refused.Body["correlation_id"];
        var denied = await stack.Audit.WaitForAsync("TokenExchangeDenied", e => (string?)e["record_id"] == correlationId);
        Assert.Equal("""["environment"]""", denied["body"]!["failed"]!.ToJsonString());
        Assert.False((bool)explained["would_publish"]!);
        Assert.True((bool)explained["verified"]!);
        Assert.Equal(
            $"No publisher of this project matches. The nearest is {job.Registration["repository_owner"]}/sampleproject: "
            + "The ID token has no claim \"environment\"; expected is \"pypi\". Let the job run in it: \"environment: pypi\" in the workflow file.",
            (string?)explained["summary"]);

        // The owner gives the environment up.
        await stack.Console.SendAsync(HttpMethod.Delete, $"/api/projects/{project}/publishers/{publisher}");
        job.Registration.Remove("environment");
        await stack.Console.RegisterPublisherAsync(project, job.Registration);

        Assert.True((bool)(await stack.Console.SendAsync(HttpMethod.Post, $"/api/projects/{project}/publishers/explain", new { id_token = idToken }))["would_publish"]!);
        Assert.Equal(HttpStatusCode.OK, (await stack.Exchange.MintAsync(idToken)).Status);
    }
}
