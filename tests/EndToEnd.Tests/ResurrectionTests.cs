using System.Net;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>Names change hands; what was registered for them does not go along.</summary>
public sealed class ResurrectionTests(RunningAuthority stack)
{
    [Theory]
    [InlineData("github", "repository", "repository_id")]
    [InlineData("gitlab", "project_path", "project_id")]
    public async Task A_repository_that_took_up_the_name_is_refused_and_the_publisher_is_marked(string provider, string nameClaim, string idClaim)
    {
        var (project, publisher, job) = await RegisterAsync(provider);
        var registered = await stack.Console.PublisherAsync(project, publisher);
        Assert.Equal(("pinned", "lookup"), ((string?)registered["pin_state"], (string?)registered["pinned_by"]));
        Assert.Equal(HttpStatusCode.OK, (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Status);

        await stack.Simulator.ResurrectAsync(provider, (string)job.Claims[nameClaim]!);
        var refused = await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid-publisher"), (refused.Status, refused.ErrorCode));
        Assert.Contains("(pinned_id_mismatch", (string)refused.Body["errors"]![0]!["description"]!, StringComparison.Ordinal);
        var denied = await stack.Audit.WaitForAsync(
            "TokenExchangeDenied", e => (string?)e["body"]!["nearest_publisher_id"] == publisher.ToString() && (string?)e["body"]!["reason"] == "pinned_id_mismatch");
        Assert.NotEqual((string?)registered["pinned_ids"]![idClaim], (string?)denied["body"]!["claims"]![idClaim]);
        var marked = await stack.Console.WaitForPublisherAsync(project, publisher, p => p["pin_mismatch_at"] is not null && p["last_used_at"] is not null);
        Assert.Equal(registered["pinned_ids"]!.ToJsonString(), marked["pinned_ids"]!.ToJsonString());
    }

    [Fact]
    public async Task Where_no_api_tells_ids_the_first_exchange_fixes_them()
    {
        var (project, publisher, job) = await RegisterAsync("activestate");
        Assert.Equal("pending", (string?)(await stack.Console.PublisherAsync(project, publisher))["pin_state"]);

        Assert.Equal(HttpStatusCode.OK, (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Status);

        var pinned = await stack.Console.PublisherAsync(project, publisher);
        Assert.Equal(("pinned", "first_use"), ((string?)pinned["pin_state"], (string?)pinned["pinned_by"]));
        await stack.Audit.WaitForAsync("PublisherPinned", e => (string?)e["body"]!["publisher_id"] == publisher.ToString());
        var other = job.With(("project_id", Guid.NewGuid().ToString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stack.Exchange.MintAsync(await other.IdTokenAsync(stack.Simulator))).Status);
    }

    private async Task<(string Project, Guid Publisher, Job Job)> RegisterAsync(string provider)
    {
        var project = $"risen-{Guid.NewGuid():N}";
        var job = Job.Of(provider, stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        return (project, await stack.Console.RegisterPublisherAsync(project, job.Registration), job);
    }
}
