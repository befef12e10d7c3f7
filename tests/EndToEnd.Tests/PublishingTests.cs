using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

[Collection(nameof(PublishingTests))]
public sealed class PublishingTests(RunningAuthority stack)
{
    public static TheoryData<string> Providers => [.. Job.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_registered_job_gets_a_token_for_its_project_and_the_audit_log_says_so(string provider)
    {
        var (project, publisher, job) = await RegisterAsync(provider);
        var traceId = $"{Guid.NewGuid():N}";

        var answer = await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator), $"00-{traceId}-00f067aa0ba902b7-01");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.True((bool)answer.Body["success"]!);
        Assert.InRange((long)answer.Body["expires"]! - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 14 * 60, 15 * 60);
        var introspection = await stack.Exchange.IntrospectAsync(answer.Token());
        Assert.True((bool)introspection["active"]!);
        Assert.Equal(project, (string?)introspection["projects"]!.AsArray().Single()!["name"]);

        var entry = await stack.Audit.WaitForAsync("TokenMinted", e => (string?)e["body"]!["token_id"] == (string?)introspection["jti"]);
        Assert.Equal("token-exchange", (string?)entry["producer"]);
        Assert.Equal(publisher.ToString(), (string?)entry["body"]!["publisher_id"]);
        Assert.Equal(provider, (string?)entry["body"]!["provider"]);
        Assert.Equal(traceId, (string?)entry["trace_id"]);
        Assert.DoesNotContain(answer.Token(), entry.ToJsonString(), StringComparison.Ordinal);
        var added = await stack.Audit.WaitForAsync("PublisherAdded", e => (string?)e["body"]!["publisher_id"] == publisher.ToString());
        Assert.True((long)added["index"]! < (long)entry["index"]!);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_rotated_key_is_picked_up_and_announced(string provider)
    {
        var (_, _, job) = await RegisterAsync(provider);
        Assert.Equal(HttpStatusCode.OK, (await MintWhenKeysAreThereAsync(job)).Status);

        await stack.Simulator.RotateKeysAsync(provider);
        var answer = await MintWhenKeysAreThereAsync(job);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var issuer = stack.Simulator.Issuer(provider);
        await stack.Audit.WaitForAsync("ProviderKeysChanged",
            e => (string?)e["body"]!["issuer"] == issuer && e["body"]!["removed"]!.AsArray().Count > 0);
    }

    [Fact]
    public async Task A_removed_publisher_is_refused_within_five_seconds_and_its_tokens_die_with_it()
    {
        var (project, publisher, job) = await RegisterAsync("github");
        var minted = (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Token();

        await stack.Console.RemovePublisherAsync(project, publisher);
        await Task.Delay(TimeSpan.FromSeconds(5));
        var answer = await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("invalid-publisher", answer.ErrorCode);
        Assert.Equal("""{"active":false}""", (await stack.Exchange.IntrospectAsync(minted)).ToJsonString());
        await stack.Audit.WaitForAsync("PublisherRemoved", e => (string?)e["body"]!["publisher_id"] == publisher.ToString());
    }

    [Fact]
    public async Task The_audit_stream_resumes_where_a_reader_left_it()
    {
        var (_, publisher, _) = await RegisterAsync("github");
        var added = await stack.Audit.WaitForAsync("PublisherAdded", e => (string?)e["body"]!["publisher_id"] == publisher.ToString());
        var index = (long)added["index"]!;

        var events = await stack.Audit.StreamAsync(index - 1, seen => seen.Count > 0);

        Assert.Equal((index, "PublisherAdded"), events[0]);
    }

    [Fact]
    public async Task The_audit_log_has_no_gaps()
    {
        await RegisterAsync("github");

        var entries = await stack.Audit.EntriesAsync("after=-1");

        Assert.Equal(Enumerable.Range(0, entries.Count).Select(i => (long)i), entries.Select(e => (long)e["index"]!));
        Assert.DoesNotContain(entries, e => ((string)e["type"]!).StartsWith("Producer", StringComparison.Ordinal));
    }

    private async Task<(string Project, Guid Publisher, Job Job)> RegisterAsync(string provider)
    {
        var project = $"sample-{Guid.NewGuid():N}";
        var job = Job.Of(provider, stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        return (project, await stack.Console.RegisterPublisherAsync(project, job.Registration), job);
    }

    /// <summary>503 says "come back", and a CI client does.</summary>
    private async Task<Answer> MintWhenKeysAreThereAsync(Job job)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator));
            if (answer.Status != HttpStatusCode.ServiceUnavailable || attempt == 20)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}
