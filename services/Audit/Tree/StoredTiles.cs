using Npgsql;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>The tiles of the log as the database has them, in the transaction that the connection is in.</summary>
internal sealed class StoredTiles(NpgsqlConnection connection) : ITileSource
{
    private const string LeavesSql = "SELECT index, leaf_hash FROM entries WHERE index >= $1 AND index < $2 ORDER BY index";
    private const string NodesSql = "SELECT index, hash FROM tree_nodes WHERE index >= $1 AND index < $2 AND level = $3 ORDER BY index";
    private const string EntriesSql = "SELECT index, canonical FROM entries WHERE index >= $1 AND index < $2 ORDER BY index";

    public async Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) =>
        [.. (await ReadRowsAsync(tile, tile.Level == 0 ? LeavesSql : NodesSql, cancellationToken)).SelectMany(hash => hash)];

    /// <summary>The entries under a tile of level 0.</summary>
    /// <exception cref="TileMissingException">The log does not have all of them.</exception>
    public Task<IReadOnlyList<byte[]>> ReadEntriesAsync(Tile tile, CancellationToken cancellationToken) => ReadRowsAsync(tile, EntriesSql, cancellationToken);

    private async Task<IReadOnlyList<byte[]>> ReadRowsAsync(Tile tile, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(tile.First);
        command.Parameters.AddWithValue(tile.First + tile.Width);
        if (tile.Level > 0)
        {
            command.Parameters.AddWithValue((short)tile.Level);
        }

        var rows = new List<byte[]>(tile.Width);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (row.GetInt64(0) != tile.First + rows.Count)
            {
                throw new TileMissingException(tile);
            }

            rows.Add(row.GetFieldValue<byte[]>(1));
        }

        return rows.Count == tile.Width ? rows : throw new TileMissingException(tile);
    }
}
