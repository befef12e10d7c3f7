using System.Net;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>Replay over HTTP, on two replicas; the races themselves are in MintTokenTests and LedgerWriterTests.</summary>
public sealed class ReplayTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Described = "The ID token was exchanged before; every exchange needs a new one. GitHub gives one for each request and GitLab one for each job; "
        + "Google's metadata server and Kubernetes hand the same one to everybody who asks until they renew it, so parallel jobs there "
        + "must share one exchange or ask for ID tokens of their own.";

    private readonly TestIssuer google = new("https://accounts.google.com");
    private ExchangeStack stack = null!;
    private ExchangeService service = null!;
    private ExchangeService other = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
        stack.Neighbours.Trust(google);
        stack.Neighbours.Register("google", google.Issuer, new { email = "publisher@sample.iam.gserviceaccount.com" }, "Sample.Project");
        service = await stack.StartAsync();
        other = await stack.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        google.Dispose();
        await stack.DisposeAsync();
    }

    [Fact]
    public async Task A_replay_is_refused_in_words_that_name_the_providers_that_share_id_tokens()
    {
        var idToken = stack.IdToken();
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, idToken)).Status);

        var answer = await ExchangeStack.ExchangeAsync(other, idToken);

        Refusal.Assert(answer, "invalid-reuse-token", "already_used");
        Assert.Equal($"{Described} Correlation id {answer.Body["correlation_id"]}. (already_used)", answer.Description);
    }

    [Fact]
    public async Task Of_parallel_jobs_that_share_an_id_token_without_jti_exactly_one_gets_a_token()
    {
        var shared = google.Sign(SampleClaims.Google(DateTimeOffset.UtcNow));

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => ExchangeStack.ExchangeAsync(i % 2 == 0 ? service : other, shared)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(31, answers.Count(answer => answer.Code == "invalid-reuse-token"));
        Assert.Equal(1, await stack.CountAsync("minted_tokens"));
    }

    [Fact]
    public async Task Another_id_token_of_the_same_account_is_another_one()
    {
        var now = DateTimeOffset.UtcNow;

        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, google.Sign(SampleClaims.Google(now)))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(other, google.Sign(SampleClaims.Google(now.AddSeconds(-1))))).Status);
    }

    [Fact]
    public async Task Other_bytes_around_the_same_jti_are_the_same_id_token()
    {
        var claims = SampleClaims.GitHub(DateTimeOffset.UtcNow);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, stack.GitHub.Sign(claims))).Status);

        var again = stack.GitHub.Sign(claims.With("run_attempt", "9").With("iat", DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1));

        Refusal.Assert(await ExchangeStack.ExchangeAsync(other, again), "invalid-reuse-token", "already_used");
    }

    [Fact]
    public async Task A_used_id_token_is_remembered_beyond_its_expiry_and_the_clock_skew()
    {
        var claims = SampleClaims.GitHub(DateTimeOffset.UtcNow);
        await ExchangeStack.ExchangeAsync(service, stack.GitHub.Sign(claims));

        await using var command = stack.Database.CreateCommand("SELECT extract(epoch FROM kept_until)::bigint FROM used_id_tokens");

        // 30 seconds of skew, and a minute for replicas whose clocks differ.
        Assert.Equal((long)claims["exp"]! + 90, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_refused_id_token_is_not_used_up()
    {
        var idToken = stack.IdToken(claims => claims.With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/other.yml@refs/tags/v1.2.0"));
        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, idToken), "invalid-publisher", "workflow_mismatch");

        Assert.Equal(0, await stack.CountAsync("used_id_tokens"));
    }
}
