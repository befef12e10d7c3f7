using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Tests.Access;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Erasure;

/// <summary>Twelve tokens: those with an even index by octocat, the others by hubot; all from octo-org/sampleproject.</summary>
public sealed class ErasureTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader();
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 12).Select(i => Records.Minted(i, actor: i % 2 == 1 ? "octocat" : "hubot")));
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task By_value_it_goes_from_every_entry()
    {
        var erased = await EraseAsync("""{"field":"actor","value":"octocat","reason":"asked to be forgotten"}""");

        AssertJson("""{"dry_run":false,"count":6,"fields":{"actor":6},"first_index":0,"last_index":10,"entries":[0,2,4,6,8,10],"recorded_as":12}""", erased);
        Assert.Equal(24 - 6 + 1, await log.CountAsync("personal_values"));
        var entry = await service.GetAsync("/api/entries/12");
        AssertJson(
            """{"by":"operator","count":6,"entries":[0,2,4,6,8,10],"fields":{"actor":6},"first_index":0,"last_index":10}""",
            Without(entry["body"]!, "personal"));
        Assert.Equal("6 personal values erased by operator (actor; entries 0 to 10) — asked to be forgotten", (string)entry["summary"]!);
    }

    [Fact]
    public async Task Nothing_of_it_is_left_in_what_the_service_stores_or_shows()
    {
        await EraseAsync("""{"value":"octocat","reason":"asked to be forgotten"}""");

        Assert.DoesNotContain("octocat", (await service.GetAsync("/api/entries")).ToJsonString(), StringComparison.Ordinal);
        foreach (var (table, column) in new[] { ("entries", "canonical"), ("personal_values", "value") })
        {
            await using var command = log.Database.CreateCommand($"SELECT count(*) FROM {table} WHERE position('octocat'::bytea IN {column}) > 0");
            Assert.Equal(0L, await command.ExecuteScalarAsync(Cancel));
        }
    }

    [Theory]
    [InlineData("""{"entries":[3],"reason":"x"}""", 2, 3, 3)]
    [InlineData("""{"entries":[3,3,5],"field":"actor","reason":"x"}""", 2, 3, 5)]
    [InlineData("""{"entries":[3,4],"value":"hubot","reason":"x"}""", 1, 3, 3)]
    [InlineData("""{"value":"octo-org/sampleproject","reason":"x"}""", 12, 0, 11)]
    public async Task Only_what_all_of_the_request_fits_goes(string request, int count, long first, long last)
    {
        var preview = await EraseAsync(request.Replace("}", ""","dry_run":true}""", StringComparison.Ordinal));
        var before = await log.CountAsync("personal_values");
        var erased = await EraseAsync(request);

        Assert.Equal((count, first, last, (long?)null), ((int)preview["count"]!, (long)preview["first_index"]!, (long)preview["last_index"]!, (long?)preview["recorded_as"]));
        Assert.Equal(24, before);
        Assert.Equal((count, 12L), ((int)erased["count"]!, (long)erased["recorded_as"]!));
        Assert.Equal(24 - count + 1, await log.CountAsync("personal_values"));
    }

    [Theory]
    [InlineData("""{"value":"Octocat","reason":"x"}""")]
    [InlineData("""{"value":"octo","reason":"x"}""")]
    [InlineData("""{"value":"","reason":"x"}""")]
    [InlineData("""{"value":"octocat","field":"repository","reason":"x"}""")]
    [InlineData("""{"entries":[12],"reason":"x"}""")]
    public async Task What_is_not_there_is_no_erasure(string request)
    {
        var erased = await EraseAsync(request);

        AssertJson("""{"dry_run":false,"count":0,"fields":{},"first_index":null,"last_index":null,"entries":[],"recorded_as":null}""", erased);
        Assert.Equal((12, 24), (await log.CountAsync("entries"), await log.CountAsync("personal_values")));
    }

    [Fact]
    public async Task Every_proof_of_before_still_holds_and_new_ones_too()
    {
        var reader = new LogReader(service);
        var before = await reader.CheckpointAsync(12);
        var entries = await reader.EntriesAsync(12);
        var proofs = await ProofsAsync(12);

        await EraseAsync("""{"value":"octocat","reason":"asked to be forgotten"}""");

        var after = await reader.CheckpointAsync(13);
        var tree = new MerkleTree(after.Size, reader);
        Assert.Equal(entries, (await reader.EntriesAsync(13)).Take(12));
        Assert.True(Proof.VerifyConsistency(before.Size, before.Root, after.Size, after.Root, await tree.ConsistencyProofAsync(before.Size, Cancel)));
        for (var i = 0; i < 12; i++)
        {
            var leaf = TreeHash.Leaf(Convert.FromBase64String((string)(await service.GetAsync($"/api/entries/{i}"))["canonical"]!));
            Assert.True(Proof.VerifyInclusion(leaf, i, before.Size, proofs[i], before.Root));
            Assert.True(Proof.VerifyInclusion(leaf, i, after.Size, await tree.InclusionProofAsync(i, Cancel), after.Root));
        }

        async Task<IReadOnlyList<IReadOnlyList<byte[]>>> ProofsAsync(long size)
        {
            var tree = new MerkleTree(size, reader);
            var all = new List<IReadOnlyList<byte[]>>();
            for (var i = 0; i < size; i++)
            {
                all.Add(await tree.InclusionProofAsync(i, Cancel));
            }

            return all;
        }
    }

    [Fact]
    public async Task The_API_and_the_timeline_say_that_it_is_erased()
    {
        using var browser = service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, AuditService.Token));

        await EraseAsync("""{"entries":[0],"field":"repository","reason":"asked to be forgotten"}""");

        Assert.Equal("Minted a token for sampleproject — GitHub (erased) release.yml", (string)(await service.GetAsync("/api/entries/0"))["summary"]!);
        Assert.Contains("Minted a token for sampleproject — GitHub (erased) release.yml", WebUtility.HtmlDecode(await browser.GetStringAsync("/", Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_more_than_a_hundred_entries_the_first_and_the_last_are_told()
    {
        await log.ExchangeAppendsAsync(Enumerable.Range(13, 240).Select(i => Records.Minted(i, actor: i % 2 == 1 ? "octocat" : "hubot")));

        var erased = await EraseAsync("""{"value":"octocat","reason":"asked to be forgotten"}""");

        Assert.Equal((126, null, 0, 250), ((int)erased["count"]!, erased["entries"], (int)erased["first_index"]!, (int)erased["last_index"]!));
        Assert.False((await service.GetAsync("/api/entries/252"))["body"]!.AsObject().ContainsKey("entries"));
    }

    [Fact]
    public async Task It_is_not_erased_if_that_cannot_be_written_down()
    {
        await log.TamperAsync("DO $$ BEGIN EXECUTE format('REVOKE INSERT ON entries FROM %I', current_database()); END $$; UPDATE entries SET type = type WHERE index = 0");

        using var response = await PostAsync("""{"value":"octocat","reason":"asked to be forgotten"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(24, await log.CountAsync("personal_values"));
    }

    [Fact]
    public async Task Only_the_operator_erases()
    {
        using var auditor = (await IssuedToken.IssueAsync(service)).Client(service);

        using var response = await auditor.PostAsync("/api/erasures", Json("""{"entries":[0],"reason":"x"}"""), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("operator_only", (string)(await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["code"]!);
        Assert.Equal(25, await log.CountAsync("personal_values"));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static JsonObject Without(JsonNode node, string member)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove(member);
        return copy;
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());

    private Task<HttpResponseMessage> PostAsync(string body) => service.Auditor.PostAsync("/api/erasures", Json(body), Cancel);

    private async Task<JsonObject> EraseAsync(string body)
    {
        using var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
    }
}
