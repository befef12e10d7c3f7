using Npgsql;
using NpgsqlTypes;

namespace TrustedPublishing.PublisherConfig.Usage;

/// <summary>A publisher was seen at the exchange.</summary>
internal readonly record struct Sighting(Guid PublisherId, DateTimeOffset At);

/// <summary>
/// Keeps the latest sightings with the publishers. They are no change of a publisher: no revision moves and no record is made.
/// The latest time stands, so a batch may come twice or late.
/// </summary>
internal sealed class PublisherSightings(NpgsqlDataSource database)
{
    public async Task SaveAsync(IReadOnlyList<Sighting> used, IReadOnlyList<Sighting> mismatched, CancellationToken cancellationToken)
    {
        if (used.Count == 0 && mismatched.Count == 0)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await SaveAsync(connection, "last_used_at", used, cancellationToken);
        await SaveAsync(connection, "pin_mismatch_at", mismatched, cancellationToken);
    }

    private static async Task SaveAsync(NpgsqlConnection connection, string column, IReadOnlyList<Sighting> sightings, CancellationToken cancellationToken)
    {
        var latest = sightings.GroupBy(s => s.PublisherId).Select(g => g.MaxBy(s => s.At)).ToList();
        await using var command = new NpgsqlCommand(
            $"UPDATE publishers p SET {column} = greatest(p.{column}, s.at) FROM unnest($1, $2) AS s (id, at) WHERE p.id = s.id", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. latest.Select(s => s.PublisherId)] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]>
        {
            TypedValue = [.. latest.Select(s => s.At.ToUniversalTime())],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
