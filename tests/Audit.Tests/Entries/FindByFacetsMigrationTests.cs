using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Data;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Entries;

/// <summary>Entries of before are found by the same facets as those that come now.</summary>
public sealed class FindByFacetsMigrationTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string name = $"audit_{Guid.NewGuid():N}";

    private string ConnectionString => new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = name, Pooling = false }.ConnectionString;

    public async ValueTask InitializeAsync() => await ExecuteAsync(postgres.AdminConnectionString, $"CREATE DATABASE {name}");

    public async ValueTask DisposeAsync() => await ExecuteAsync(postgres.AdminConnectionString, $"DROP DATABASE {name} WITH (FORCE)");

    [Fact]
    public async Task Entries_of_before_have_the_facets_that_they_would_get_now()
    {
        await using var db = new AuditDb(new DbContextOptionsBuilder<AuditDb>().UseNpgsql(ConnectionString).UseSnakeCaseNamingConvention().Options);
        await db.GetService<IMigrator>().MigrateAsync("GrowTree", TestContext.Current.CancellationToken);
        var planned = Plan();
        foreach (var (entry, facets, _) in planned)
        {
            await ExecuteAsync(
                ConnectionString,
                "INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical, leaf_hash) VALUES ($1, $2, $3, $4, $5, now(), now(), $6, $7)",
                entry.Index, entry.RecordId, entry.Producer, entry.Sequence, entry.Type, entry.Canonical, entry.LeafHash);
            foreach (var project in facets.Where(facet => facet.Kind == FacetKind.Project))
            {
                await ExecuteAsync(ConnectionString, "INSERT INTO entry_projects (project, entry_index) VALUES ($1, $2)", project.Value, entry.Index);
            }
        }
        await ExecuteAsync(
            ConnectionString,
            "INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical, leaf_hash) SELECT 99, gen_random_uuid(), 'token-exchange', 99, 'TokenMinted', now(), now(), '\\xff00', leaf_hash FROM entries WHERE index = 0");

        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        var expected = planned.SelectMany(one => one.Facets.Select(facet => $"{one.Entry.Index} {facet.Kind} {facet.Value}"));
        var found = await db.EntryFacets.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(facet => $"{facet.EntryIndex} {facet.Kind} {facet.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(15, found.Count);
    }

    private static IReadOnlyList<PlannedEntry> Plan()
    {
        var state = new LogState { NextIndex = 0, NextAuditSequence = 1, HighestSequence = 0, Known = new HashSet<RecordKey>(), TakenIds = new HashSet<Guid>() };
        var summary = """{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:01Z","counts":[{"reason":"expired","count":2},{"reason":"bad_signature","count":1},{"reason":"expired","count":3},{"reason":"Not a code","count":1}]}""";
        Contracts.Record[] records =
        [
            Records.Minted(1, Records.Project("Sample.Project"), actor: "nul \0 and \\u0000"),
            Records.Denied(2, "workflow_mismatch", Records.Project("one"), Records.Project("other")),
            Records.Denied(3, "Not a code"),
            Records.Of(4, "ExchangeRefusalsSummarised", System.Text.Json.JsonElement.Parse(summary)),
            Records.Of(5, "TokensRevoked", System.Text.Json.JsonElement.Parse("""{"publisher_id":"01935A5B-0000-7000-8000-00000000000A","count":2,"projects":[],"by":"nul \u0000","personal":{}}""")),
            Records.Of(6, "TokensRevoked", System.Text.Json.JsonElement.Parse("""{"publisher_id":null,"provider":"gitlab","count":2,"projects":[],"by":"\\u0000","personal":{}}""")),
        ];
        return AppendPlan.Of(EntryTypes.TokenExchange, [.. records.Select(record => new Arrival(record))], state, Records.Noon, new Entropy(() => new byte[32], Guid.CreateVersion7));
    }

    private static async Task ExecuteAsync(string connectionString, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
        await command.ExecuteNonQueryAsync();
    }
}
