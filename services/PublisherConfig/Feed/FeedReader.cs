using Npgsql;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>
/// Reads pages of the feed. By SQL of its own: a cold start of the exchange reads a million publishers in seconds, and every
/// replica asks once a second whether there is news.
/// </summary>
internal sealed class FeedReader(NpgsqlDataSource database)
{
    // One statement sees one snapshot, so no change is seen by half, and a page costs one round trip. It is not prepared: planned for its
    // own limit, it always walks the indexes on revision. OFFSET 0 keeps the lookups of projects apart, one for each row of the page: right
    // after a restore there are no statistics, and joined, all projects would be read for every publisher.
    private const string Sql = """
        SELECT f.epoch, f.revision, c.id, c.revision, c.provider, c.issuer, c.fields, c.pinned_ids, c.pin_until, p.id, p.name, p.normalized_name
        FROM feed f
        LEFT JOIN LATERAL (
            (SELECT id, revision, provider, issuer, fields, pinned_ids, CASE WHEN pinned_ids = '{}' THEN pin_until END AS pin_until
             FROM publishers WHERE revision > $1 ORDER BY revision LIMIT $2)
            UNION ALL
            (SELECT id, revision, NULL, NULL, NULL, NULL, NULL
             FROM removed_publishers WHERE revision > $1 ORDER BY revision LIMIT $2)
            ORDER BY revision LIMIT $2) c ON true
        LEFT JOIN LATERAL (SELECT project_id FROM project_publishers WHERE publisher_id = c.id OFFSET 0) s ON true
        LEFT JOIN LATERAL (SELECT id, name, normalized_name FROM projects WHERE id = s.project_id OFFSET 0) p ON true
        ORDER BY c.revision, p.normalized_name
        """;

    /// <param name="after">The revision before the page.</param>
    /// <param name="limit">At most so many publishers.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit + 1);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            throw new InvalidOperationException("The table feed has no row: run the migrate step first.");
        }

        using var page = new FeedPage(limit) { Epoch = row.GetGuid(0), Head = row.GetInt64(1) };
        do
        {
            if (row.IsDBNull(2) || !page.Add(Read(row)))
            {
                break;
            }
        }
        while (await row.ReadAsync(cancellationToken));

        return page.ToJson();
    }

    private static FeedRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(2),
        row.GetInt64(3),
        row.IsDBNull(4) ? null : new StandingPublisher(
            row.GetString(4), row.GetString(5), row.GetFieldValue<byte[]>(6), row.GetFieldValue<byte[]>(7), row.IsDBNull(8) ? null : row.GetDateTime(8)),
        row.IsDBNull(9) ? null : new FeedProject(row.GetGuid(9), row.GetString(10), row.GetString(11)));
}
