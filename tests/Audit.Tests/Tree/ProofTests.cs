using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

public sealed class ProofTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 300;
    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Enumerable.Range(1, Entries).Select(i => Records.Minted(i)));
        service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Theory]
    [InlineData(0, null)]
    [InlineData(255, null)]
    [InlineData(299, null)]
    [InlineData(17, 18L)]
    [InlineData(0, 1L)]
    public async Task An_entry_is_shown_to_be_in_the_log(long index, long? size)
    {
        var reader = new LogReader(service);
        var entry = await service.GetAsync($"/api/entries/{index}");

        var proof = await GetAsync($"/log/proof/inclusion?index={index}" + (size is null ? "" : $"&size={size}"));

        var root = await new MerkleTree(size ?? Entries, reader).RootAsync(Cancel);
        Assert.Equal((index, size ?? Entries, Convert.ToHexStringLower(root)), ((long)proof["index"]!, (long)proof["size"]!, (string)proof["root"]!));
        Assert.Equal((string)entry["leaf_hash"]!, (string)proof["leaf_hash"]!);
        Assert.True(Proof.VerifyInclusion(Hash(proof["leaf_hash"]), index, size ?? Entries, Hashes(proof), root));
        Assert.Equal(size is null ? await service.Client().GetStringAsync("/log/checkpoint", Cancel) : null, (string?)proof["checkpoint"]);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(256, null)]
    [InlineData(300, null)]
    [InlineData(17, 257L)]
    public async Task The_log_is_shown_to_continue_what_it_was(long from, long? to)
    {
        var reader = new LogReader(service);

        var proof = await GetAsync($"/log/proof/consistency?from={from}" + (to is null ? "" : $"&to={to}"));

        var (earlier, later) = (await new MerkleTree(from, reader).RootAsync(Cancel), await new MerkleTree(to ?? Entries, reader).RootAsync(Cancel));
        Assert.Equal((Convert.ToHexStringLower(earlier), Convert.ToHexStringLower(later)), ((string)proof["from_root"]!, (string)proof["to_root"]!));
        Assert.True(Proof.VerifyConsistency(from, earlier, to ?? Entries, later, Hashes(proof)));
        Assert.Equal(to is null, proof["checkpoint"] is not null);
    }

    [Theory]
    [InlineData("inclusion", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("inclusion?index=x", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("inclusion?index=-1", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("inclusion?index=1&size=-1", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("inclusion?index=300", HttpStatusCode.NotFound, "beyond_checkpoint")]
    [InlineData("inclusion?index=17&size=17", HttpStatusCode.NotFound, "beyond_checkpoint")]
    [InlineData("inclusion?index=17&size=301", HttpStatusCode.NotFound, "beyond_checkpoint")]
    [InlineData("inclusion?index=9223372036854775807", HttpStatusCode.NotFound, "beyond_checkpoint")]
    [InlineData("consistency", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("consistency?from=301", HttpStatusCode.NotFound, "beyond_checkpoint")]
    [InlineData("consistency?from=2&to=1", HttpStatusCode.NotFound, "beyond_checkpoint")]
    [InlineData("consistency?from=2&to=9223372036854775807", HttpStatusCode.NotFound, "beyond_checkpoint")]
    public async Task There_is_no_proof_of_what_was_not_signed(string query, HttpStatusCode status, string code)
    {
        using var anybody = service.Client();

        using var answer = await anybody.GetAsync($"/log/proof/{query}", Cancel);

        Assert.Equal((status, code), (answer.StatusCode, (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["code"]!));
    }

    private async Task<JsonObject> GetAsync(string path)
    {
        using var anybody = service.Client();
        return (JsonObject)(await anybody.GetFromJsonAsync<JsonNode>(path, Cancel))!;
    }

    private static byte[][] Hashes(JsonObject proof) => [.. proof["hashes"]!.AsArray().Select(Hash)];

    private static byte[] Hash(JsonNode? hex) => Convert.FromHexString((string)hex!);
}
