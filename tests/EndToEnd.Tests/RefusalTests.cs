using System.Net;
using System.Text;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

public sealed class RefusalTests(RunningAuthority stack)
{
    [Theory]
    [InlineData("github", "job_workflow_ref", "{repository}/.github/workflows/other.yml@refs/tags/v1.2.0", "workflow_mismatch")]
    [InlineData("github", "environment", "staging", "environment_mismatch")]
    [InlineData("github", "environment", null, "environment_mismatch")]
    [InlineData("github", "event_name", "pull_request_target", "event_refused")]
    [InlineData("gitlab", "environment", "Release", "environment_mismatch")]
    [InlineData("google", "email_verified", false, "email_not_verified")]
    [InlineData("google", "sub", "109876543210987654322", "pinned_id_mismatch")]
    [InlineData("activestate", "builder", "other-builder", "builder_refused")]
    public async Task A_job_that_is_not_quite_the_registered_one_is_refused_and_recorded(string provider, string claim, object? value, string reason)
    {
        var job = await RegisterAsync(provider);
        var replaced = value is string text ? text.Replace("{repository}", job.Claims.GetValueOrDefault("repository")?.ToString(), StringComparison.Ordinal) : value;

        var idToken = await job.With((claim, replaced)).IdTokenAsync(stack.Simulator);
        var answer = await stack.Exchange.MintAsync(idToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("Token request failed", (string?)answer.Body["message"]);
        Assert.Equal("invalid-publisher", answer.ErrorCode);
        await DeniedAsync(idToken, reason);
    }

    [Fact]
    public async Task A_wrong_audience_is_refused_and_recorded()
    {
        var job = await RegisterAsync("github");

        var idToken = await job.With(("aud", "pypi")).IdTokenAsync(stack.Simulator);
        var answer = await stack.Exchange.MintAsync(idToken);

        Assert.Equal("invalid-token", answer.ErrorCode);
        await DeniedAsync(idToken, "audience_mismatch");
    }

    [Fact]
    public async Task An_expired_id_token_is_refused_and_recorded()
    {
        var job = await RegisterAsync("github");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var idToken = await job.With(("iat", now - 700), ("nbf", now - 700), ("exp", now - 400)).IdTokenAsync(stack.Simulator);
        var answer = await stack.Exchange.MintAsync(idToken);

        Assert.Equal("invalid-token", answer.ErrorCode);
        await DeniedAsync(idToken, "expired");
    }

    [Fact]
    public async Task A_replayed_id_token_is_refused_and_recorded()
    {
        var job = await RegisterAsync("github");
        var idToken = await job.IdTokenAsync(stack.Simulator);

        Assert.Equal(HttpStatusCode.OK, (await stack.Exchange.MintAsync(idToken)).Status);
        var answer = await stack.Exchange.MintAsync(idToken);

        Assert.Equal("invalid-reuse-token", answer.ErrorCode);
        await DeniedAsync(idToken, "already_used");
    }

    [Fact]
    public async Task An_unknown_issuer_is_refused_and_counted()
    {
        var before = await CountedAsync("unknown_issuer");

        var idToken = await Job.Of("github", stack.Simulator).With(("iss", "https://issuer.example")).IdTokenAsync(stack.Simulator);
        var answer = await stack.Exchange.MintAsync(idToken);

        Assert.Equal("invalid-payload", answer.ErrorCode);
        await UntilCountedAsync("unknown_issuer", before + 1);
    }

    [Fact]
    public async Task A_bad_signature_is_refused_and_counted()
    {
        var job = await RegisterAsync("github");
        var before = await CountedAsync("bad_signature");

        var parts = (await job.IdTokenAsync(stack.Simulator)).Split('.');
        parts[2] = (parts[2][0] == 'A' ? 'B' : 'A') + parts[2][1..];
        var answer = await stack.Exchange.MintAsync(string.Join('.', parts));

        Assert.Equal("invalid-token", answer.ErrorCode);
        await UntilCountedAsync("bad_signature", before + 1);
    }

    [Fact]
    public async Task A_refused_id_token_is_not_consumed_so_that_a_mended_registration_can_be_retried()
    {
        var project = $"sample-{Guid.NewGuid():N}";
        var job = Job.Of("github", stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        var idToken = await job.IdTokenAsync(stack.Simulator);
        Assert.Equal("invalid-publisher", (await stack.Exchange.MintAsync(idToken)).ErrorCode);

        await stack.Console.RegisterPublisherAsync(project, job.Registration);

        Assert.Equal(HttpStatusCode.OK, (await stack.Exchange.MintAsync(idToken)).Status);
    }

    [Fact]
    public async Task Sixty_four_parallel_exchanges_of_one_id_token_give_exactly_one_api_token()
    {
        var job = await RegisterAsync("github");
        var idToken = await job.IdTokenAsync(stack.Simulator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => stack.Exchange.MintAsync(idToken)));

        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(Enumerable.Repeat("invalid-reuse-token", 63), answers.Where(a => a.Status != HttpStatusCode.OK).Select(a => a.ErrorCode));
        var digest = Digest(idToken);
        await stack.Audit.WaitForAsync("TokenMinted", e => (string?)e["body"]!["id_token_digest"] == digest);
        Assert.Single(await stack.Audit.EntriesAsync("type=TokenMinted"), e => (string?)e["body"]!["id_token_digest"] == digest);
    }

    private async Task<Job> RegisterAsync(string provider)
    {
        var project = $"sample-{Guid.NewGuid():N}";
        var job = Job.Of(provider, stack.Simulator);
        await stack.Console.CreateProjectAsync(project);
        await stack.Console.RegisterPublisherAsync(project, job.Registration);
        return job;
    }

    private async Task DeniedAsync(string idToken, string reason)
    {
        var digest = Digest(idToken);
        var entry = await stack.Audit.WaitForAsync("TokenExchangeDenied", e => (string?)e["body"]!["id_token_digest"] == digest);
        Assert.Equal(reason, (string?)entry["body"]!["reason"]);
    }

    private static string Digest(string idToken) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(idToken[..idToken.LastIndexOf('.')])));

    private async Task<long> CountedAsync(string reason) =>
        (from entry in await stack.Audit.EntriesAsync("type=ExchangeRefusalsSummarised")
         from count in entry["body"]!["counts"]!.AsArray()
         where (string?)count!["reason"] == reason
         select (long)count["count"]!).Sum();

    private async Task UntilCountedAsync(string reason, long atLeast)
    {
        for (var attempt = 0; attempt < 80 && await CountedAsync(reason) < atLeast; attempt++)
        {
            await Task.Delay(250);
        }

        Assert.True(await CountedAsync(reason) >= atLeast, $"No summary counted {reason} within 20 seconds.");
    }
}
