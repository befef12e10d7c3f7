using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class TokenTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader();
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Is_shown_once_and_stored_as_its_hash_alone()
    {
        var token = await IssuedToken.IssueAsync(service);

        await using var command = log.Database.CreateCommand("SELECT secret_hash FROM auditor_tokens");
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token.Secret)), await command.ExecuteScalarAsync(Cancel));
        var list = await service.GetAsync("/api/tokens");
        var log2 = await service.GetAsync("/api/entries");
        Assert.DoesNotContain(token.Secret, list.ToJsonString() + log2.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Secret[8..], list.ToJsonString() + log2.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_listed_with_all_but_the_secret()
    {
        var first = await IssuedToken.IssueAsync(service, label: "SIEM");
        var second = await IssuedToken.IssueAsync(service, project: "Sample.Project", label: "team of sample");
        await first.RevokeAsync(service);

        var tokens = (await service.GetAsync("/api/tokens"))["tokens"]!.AsArray();

        Assert.Equal([second.Id, first.Id], tokens.Select(token => (Guid)token!["id"]!));
        Assert.Equal(
            ["id", "label", "scope", "project", "issued_at", "expires_at", "revoked_at", "last_used_at", "state"],
            tokens[0]!.AsObject().Select(member => member.Key));
        Assert.Equal(("team of sample", "project", "sample-project", "good"), Shown(tokens[0]!));
        Assert.Equal(("SIEM", "all", null, "revoked"), Shown(tokens[1]!));
        Assert.Equal(TimeSpan.FromDays(30), (DateTimeOffset)tokens[0]!["expires_at"]! - (DateTimeOffset)tokens[0]!["issued_at"]!);
        Assert.NotNull(tokens[1]!["revoked_at"]);

        static (string, string, string?, string) Shown(JsonNode token) =>
            ((string)token["label"]!, (string)token["scope"]!, (string?)token["project"], (string)token["state"]!);
    }

    [Fact]
    public async Task Issue_and_revocation_are_entries_whose_label_can_be_erased()
    {
        var token = await IssuedToken.IssueAsync(service, project: "sample", label: "Jane's laptop");
        await token.RevokeAsync(service);
        await token.RevokeAsync(service); // says nothing again

        var entries = (await service.GetAsync("/api/entries"))["entries"]!.AsArray();

        Assert.Equal(["AuditorTokenIssued", "AuditorTokenRevoked"], entries.Select(entry => (string)entry!["type"]!));
        var issued = entries[0]!["body"]!.AsObject();
        Assert.Equal(["by", "expires_at", "personal", "project", "scope", "token_id"], issued.Select(member => member.Key));
        Assert.Equal(("operator", "sample", "project", token.Id), ((string)issued["by"]!, (string)issued["project"]!, (string)issued["scope"]!, (Guid)issued["token_id"]!));
        Assert.StartsWith("Auditor token Jane's laptop issued by operator for project sample, until ", (string)entries[0]!["summary"]!, StringComparison.Ordinal);
        Assert.Equal("Auditor token Jane's laptop revoked by operator", (string)entries[1]!["summary"]!);
        Assert.DoesNotContain("Jane", entries[0]!["body"]!.ToJsonString() + entries[1]!["body"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_until_it_is_revoked_on_every_replica()
    {
        var other = log.StartReader();
        var token = await IssuedToken.IssueAsync(service);
        using var here = token.Client(service);
        using var there = token.Client(other);

        using var before = await there.GetAsync("/api/entries", Cancel);
        await token.RevokeAsync(service);
        using var afterHere = await here.GetAsync("/api/entries", Cancel);
        using var afterThere = await there.GetAsync("/api/entries", Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (before.StatusCode, afterHere.StatusCode, afterThere.StatusCode));
    }

    [Fact]
    public async Task Unknown_expired_and_revoked_tokens_get_the_same_answer()
    {
        var (expired, revoked) = (await IssuedToken.IssueAsync(service), await IssuedToken.IssueAsync(service));
        await expired.ExpireAsync(log);
        await revoked.RevokeAsync(service);
        string[] tokens = [expired.Secret, revoked.Secret, "tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", expired.Secret + "x", expired.Secret[8..], expired.Id.ToString()];

        var answers = new HashSet<string>();
        foreach (var token in tokens)
        {
            using var client = IssuedToken.Client(service, token);
            using var response = await client.GetAsync("/api/entries", Cancel);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!.AsObject();
            body.Remove("trace_id");
            answers.Add($"{(int)response.StatusCode} {response.Headers.WwwAuthenticate} {body.ToJsonString()}");
        }

        Assert.Equal("401 Bearer error=\"invalid_token\"", Assert.Single(answers).Split(" {")[0]);
    }

    [Fact]
    public async Task A_stream_tells_nothing_after_its_token_is_revoked()
    {
        var token = await IssuedToken.IssueAsync(service);
        using var client = token.Client(service);
        using var response = await client.GetAsync("/api/stream?after=-1", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var seen = new StringBuilder();
        while (!seen.ToString().Contains("AuditLogRead", StringComparison.Ordinal))
        {
            seen.AppendLine(await reader.ReadLineAsync(Cancel));
        }

        await token.RevokeAsync(service);
        await log.ExchangeAppendsAsync(Records.Minted(1));

        // Cut off, so that nobody takes it for an orderly end.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await reader.ReadLineAsync(Cancel) is { } line)
            {
                seen.AppendLine(line);
            }
        });
        Assert.DoesNotContain("AuditorTokenRevoked", seen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("TokenMinted", seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_with_its_token()
    {
        var token = await IssuedToken.IssueAsync(service);
        using var browser = service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, token.Secret));

        using var before = await browser.GetAsync("/", Cancel);
        await token.RevokeAsync(service);
        using var after = await browser.GetAsync("/", Cancel);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (after.StatusCode, after.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_session_is_no_longer_than_its_token()
    {
        var token = await IssuedToken.IssueAsync(service);
        await log.TamperAsync("UPDATE auditor_tokens SET expires_at = now() + interval '10 minutes'");
        using var browser = service.Client();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token.Secret)]);

        using var response = await browser.PostAsync("/sign-in", form, Cancel);

        var maxAge = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ").Single(part => part.StartsWith("max-age=", StringComparison.Ordinal));
        Assert.InRange(int.Parse(maxAge[8..], System.Globalization.CultureInfo.InvariantCulture), 500, 600);
        await token.ExpireAsync(log);
        browser.DefaultRequestHeaders.Add("Cookie", Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        using var page = await browser.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Where_it_is_found_later_is_told()
    {
        using var response = await PostAsync("""{"label":" x ","scope":"project","project":"0199A1B2-0000-7000-8000-000000000000","expires_in_days":366}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var issued = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["issued"]!;
        Assert.Equal($"/api/tokens/{(Guid)issued["id"]!}", response.Headers.Location!.OriginalString);
        Assert.Equal(("x", "0199a1b2-0000-7000-8000-000000000000"), ((string)issued["label"]!, (string)issued["project"]!));
        Assert.Equal(TimeSpan.FromDays(366), (DateTimeOffset)issued["expires_at"]! - (DateTimeOffset)issued["issued_at"]!);
    }

    [Fact]
    public async Task A_wish_that_is_none_issues_nothing()
    {
        using var unfit = await PostAsync("""{"label":"x","scope":"all","expires_in_days":367}""");
        using var malformed = await PostAsync("""{"label":"x","scope":"all","lifetime":30}""");
        using var huge = await PostAsync($$"""{"label":"{{new string('x', 65_536)}}"}""");
        using var form = await service.Auditor.PostAsync("/api/tokens", new FormUrlEncodedContent([]), Cancel);

        Assert.Equal((422, "invalid_token_request"), await ProblemAsync(unfit));
        Assert.Equal((400, "malformed_json"), await ProblemAsync(malformed));
        Assert.Equal((413, "body_too_large"), await ProblemAsync(huge));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Equal(0, await log.CountAsync("auditor_tokens"));
        Assert.Empty(await log.EntriesAsync());

        static async Task<(int, string?)> ProblemAsync(HttpResponseMessage response) =>
            ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_id_that_no_token_has_is_not_found()
    {
        using var response = await service.Auditor.DeleteAsync($"/api/tokens/{Guid.CreateVersion7()}", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("unknown_token", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_services_role_cannot_widen_a_token()
    {
        await IssuedToken.IssueAsync(service, project: "sample");

        foreach (var sql in (string[])
        [
            "UPDATE auditor_tokens SET project = NULL",
            "UPDATE auditor_tokens SET expires_at = now() + interval '10 years'",
            "UPDATE auditor_tokens SET secret_hash = sha256('known')",
            "DELETE FROM auditor_tokens",
            "UPDATE token_uses SET hour = now()",
        ])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => log.ExecuteAsync(sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private Task<HttpResponseMessage> PostAsync(string body) =>
        service.Auditor.PostAsync("/api/tokens", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
}
