using System.Net;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

public sealed class LogTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 600;
    private AuditLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await AppendAsync(1, Entries);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Every_entry_is_a_leaf_under_the_signed_root()
    {
        var reader = new LogReader(log.StartReader());
        var checkpoint = await reader.CheckpointAsync(Entries);
        var entries = await reader.EntriesAsync(checkpoint.Size);
        var tree = new MerkleTree(checkpoint.Size, reader);

        Assert.Equal("audit.example.org/log", checkpoint.Origin);
        Assert.Equal(Entries, entries.Count);
        Assert.Equal(checkpoint.Root, await tree.RootAsync(Cancel));
        for (var i = 0; i < Entries; i++)
        {
            Assert.True(Proof.VerifyInclusion(TreeHash.Leaf(entries[i]), i, checkpoint.Size, await tree.InclusionProofAsync(i, Cancel), checkpoint.Root));
        }
    }

    [Fact]
    public async Task A_later_checkpoint_continues_an_earlier_one()
    {
        var reader = new LogReader(log.StartReader());
        var earlier = await reader.CheckpointAsync(Entries);

        await AppendAsync(Entries + 1, 300);
        var later = await reader.CheckpointAsync(Entries + 300);

        Assert.True(Proof.VerifyConsistency(
            earlier.Size, earlier.Root, later.Size, later.Root, await new MerkleTree(later.Size, reader).ConsistencyProofAsync(earlier.Size, Cancel)));
    }

    [Fact]
    public async Task The_last_checkpoint_is_kept_outside_the_database()
    {
        var reader = new LogReader(log.StartReader());
        var checkpoint = await reader.CheckpointAsync(Entries);

        Assert.True(SignedNote.TryParse(await File.ReadAllTextAsync(Directory.GetFiles(log.CheckpointFolder).Single(), Cancel), out var kept));
        Assert.Equal(checkpoint.ToString(), kept.Text);
        Assert.True(kept.IsSignedBy(await reader.KeyAsync()));
    }

    [Fact]
    public async Task An_empty_log_is_signed_as_well()
    {
        await using var empty = await AuditLog.CreateAsync(postgres, rabbit);

        var checkpoint = await new LogReader(empty.StartReader()).CheckpointAsync(0);

        Assert.Equal((0, Convert.ToHexStringLower(TreeHash.Empty)), (checkpoint.Size, Convert.ToHexStringLower(checkpoint.Root)));
    }

    [Fact]
    public async Task Hashes_are_for_everybody_and_entries_for_auditors_and_both_can_be_kept_for_ever()
    {
        var service = log.StartReader();
        using var anybody = service.Client();

        using var tile = await anybody.GetAsync("/log/tile/0/000", Cancel);
        using var bundle = await service.Auditor.GetAsync("/log/tile/entries/000", Cancel);
        using var refused = await anybody.GetAsync("/log/tile/entries/000", Cancel);

        Assert.Equal((HttpStatusCode.OK, 256 * 32L), (tile.StatusCode, tile.Content.Headers.ContentLength));
        Assert.Equal(("application/octet-stream", "public, max-age=31536000, immutable"), (tile.Content.Headers.ContentType!.ToString(), string.Join(", ", tile.Headers.GetValues("Cache-Control"))));
        Assert.Equal(("application/octet-stream", true), (bundle.Content.Headers.ContentType!.ToString(), bundle.Headers.CacheControl!.Private));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.True(refused.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("0/002.p/88", HttpStatusCode.OK)]
    [InlineData("0/002.p/1", HttpStatusCode.OK)]
    [InlineData("1/000.p/2", HttpStatusCode.OK)]
    [InlineData("0/002.p/89", HttpStatusCode.NotFound)]
    [InlineData("0/002", HttpStatusCode.NotFound)]
    [InlineData("1/000", HttpStatusCode.NotFound)]
    [InlineData("1/000.p/3", HttpStatusCode.NotFound)]
    [InlineData("2/000.p/1", HttpStatusCode.NotFound)]
    [InlineData("63/000", HttpStatusCode.NotFound)]
    [InlineData("0/x999/x999/x999/x999/x999/999", HttpStatusCode.NotFound)]
    [InlineData("0/000.p/0", HttpStatusCode.NotFound)]
    [InlineData("0/0", HttpStatusCode.NotFound)]
    [InlineData("0/../0/000", HttpStatusCode.OK)]
    [InlineData("data/000", HttpStatusCode.NotFound)]
    [InlineData("0/", HttpStatusCode.NotFound)]
    public async Task A_tile_is_there_as_far_as_the_log_reaches(string tile, HttpStatusCode status)
    {
        using var anybody = log.StartReader().Client();

        using var answer = await anybody.GetAsync($"/log/tile/{tile}", Cancel);

        Assert.Equal(status, answer.StatusCode);
        Assert.True(status == HttpStatusCode.OK || (await answer.Content.ReadAsStringAsync(Cancel)).Contains("\"code\":\"unknown_tile\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM tree_nodes")]
    [InlineData("UPDATE tree_nodes SET hash = hash")]
    [InlineData("DELETE FROM checkpoints")]
    [InlineData("UPDATE checkpoints SET size = size")]
    [InlineData("UPDATE entries SET leaf_hash = leaf_hash")]
    public async Task The_service_itself_cannot_change_the_tree(string sql) =>
        Assert.Contains("permission denied", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => log.ExecuteAsync(sql))).Message, StringComparison.Ordinal);

    private async Task AppendAsync(int from, int count)
    {
        foreach (var batch in Enumerable.Range(from, count).Chunk(170))
        {
            await log.ExchangeAppendsAsync(batch.Select(i => Records.Minted(i)));
        }
    }
}
