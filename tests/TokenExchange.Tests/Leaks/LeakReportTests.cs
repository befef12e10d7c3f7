using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.Leaks;

public sealed class LeakReportTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Path = "/_/secrets/disclose-token";

    private ExchangeStack stack = null!;
    private ExchangeService service = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
        service = await stack.StartAsync(("LeakReports:PerAddressAndMinute", "8"));
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task A_reported_token_is_dead_when_the_answer_comes_and_what_is_none_is_a_false_positive()
    {
        var token = await stack.MintAsync(service);
        var copy = ExchangeStack.Narrow(await stack.MintAsync(service), "[9,\"unknown\"]");

        var answer = await ReportAsync(
            new JsonObject { ["token"] = token, ["type"] = "tpa", ["url"] = "https://github.com/octo-org/sample/blob/main/log.txt", ["source"] = "content" },
            new JsonObject { ["token"] = copy, ["type"] = "tpa", ["url"] = $"https://paste.example/?{token}" },
            new JsonObject { ["token"] = token },
            new JsonObject { ["token"] = "tpa-AgE" + new string('A', 300), ["type"] = "tpa" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var expected = new JsonArray(
            Finding(token, "tpa", "true_positive"),
            Finding(copy, "tpa", "true_positive"),
            Finding(token, null, "true_positive"),
            Finding("tpa-AgE" + new string('A', 300), "tpa", "false_positive"));
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.ToJsonString());
        Assert.Equal("""{"active":false}""", (await ExchangeStack.IntrospectAsync(service, token)).Body.ToJsonString());

        var records = await stack.OutboxAsync("TokenRevoked");
        Assert.Equal([ExchangeStack.IdOf(token), ExchangeStack.IdOf(copy)], records.Select(row => (Guid)row.Body["token_id"]!));
        Assert.All(records, row => Assert.Equal(("leaked", "leak-report"), ((string?)row.Body["cause"], (string?)row.Body["by"])));
        Assert.Equal("""{"url":"https://github.com/octo-org/sample/blob/main/log.txt"}""", records[0].Body["personal"]!.ToJsonString());
        Assert.Equal("{}", records[1].Body["personal"]!.ToJsonString());
        Assert.DoesNotContain(token["tpa-".Length..], service.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_an_expired_token_leaked_is_on_record_once()
    {
        var token = await stack.MintAsync(service);
        await stack.ExecuteAsync("UPDATE minted_tokens SET expires_at = now() - interval '1 hour'");

        await ReportAsync(new JsonObject { ["token"] = token });
        await ReportAsync(new JsonObject { ["token"] = token });

        Assert.Single(await stack.OutboxAsync("TokenRevoked"));
    }

    [Fact]
    public async Task Refuses_what_is_no_report_what_is_too_large_and_other_methods()
    {
        var malformed = await service.Http.PostAsync(Path, new StringContent("""{"token":"x"}"""));
        var large = await service.Http.PostAsync(Path, new StringContent($$"""[{"token":"{{new string('x', 512 * 1024)}}"}]"""));
        var method = await service.Http.GetAsync(Path);

        Assert.Equal(
            (HttpStatusCode.BadRequest, """{"message":"A report is a JSON array of at most 100 objects with the strings token, type and url."}"""),
            (malformed.StatusCode, await malformed.Content.ReadAsStringAsync()));
        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, """{"message":"A report has at most 524288 bytes."}"""),
            (large.StatusCode, await large.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, """{"message":"Use the method POST."}"""), (method.StatusCode, await method.Content.ReadAsStringAsync()));
        Assert.Equal(0, await stack.CountAsync("outbox"));
    }

    [Fact]
    public async Task Says_503_and_not_false_positive_while_the_ledger_does_not_work()
    {
        var token = await stack.MintAsync(service);
        await stack.ExecuteAsync("ALTER TABLE minted_tokens RENAME TO elsewhere");

        var answer = await ReportAsync(new JsonObject { ["token"] = token });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task One_address_sends_so_many_reports_a_minute_and_other_endpoints_do_not_mind()
    {
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 17; i++)
        {
            answers.Add(await service.Http.PostAsync(Path, new StringContent("[]")));
        }

        // A minute may end in between.
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.InRange(refused.Count, 1, 9);
        Assert.All(answers.Except(refused), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("""{"message":"Too many reports from this address; try again in a minute."}""", await refused[0].Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromMinutes(1), refused[0].Headers.RetryAfter?.Delta);
        Assert.NotNull(await stack.MintAsync(service));
    }

    private Task<HttpResponseMessage> ReportAsync(params JsonNode[] reports) =>
        service.Http.PostAsync(Path, new StringContent(new JsonArray(reports).ToJsonString(), Encoding.UTF8, "application/json"));

    private static JsonObject Finding(string token, string? type, string label)
    {
        var finding = new JsonObject { ["token_hash"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token))) };
        if (type is not null)
        {
            finding["token_type"] = type;
        }

        finding["label"] = label;
        return finding;
    }
}
