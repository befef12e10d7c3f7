using Npgsql;

namespace TrustedPublishing.Audit.Following;

/// <summary>How far one that follows the log is.</summary>
/// <param name="Name">For example <c>events</c>, or <c>webhook:</c> and an id.</param>
/// <param name="Lag">How many entries come after its place.</param>
/// <param name="Delay">How long ago the first of them was appended; zero if there is none.</param>
/// <param name="GivenUp">How many entries it gave up; null if it gives up none.</param>
internal sealed record FollowerReading(string Name, long Lag, TimeSpan Delay, long? GivenUp);

/// <summary>Reads for metrics how far all are who follow the log. Whoever collects asks once for each instrument, one right after the other: that is one query.</summary>
internal sealed partial class FollowerReader(NpgsqlDataSource database, IEnumerable<FollowedPlaces> places, TimeProvider time, ILogger<FollowerReader> logger)
{
    /// <summary>For so long a reading is good for others who ask.</summary>
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    /// <summary>All other metrics of the service wait meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string? sql = Sql([.. places.Where(one => one.IsOn).Select(one => one.Sql)]);
    private readonly Lock reading = new();
    private IReadOnlyList<FollowerReading> last = [];
    private long? readAt;
    private bool isFailing;

    /// <returns>Nothing while the database does not answer. It never throws.</returns>
    public IReadOnlyList<FollowerReading> Read()
    {
        lock (reading)
        {
            if (readAt is not { } before || time.GetElapsedTime(before) >= Shared)
            {
                last = TryRead();
                readAt = time.GetTimestamp();
            }

            return last;
        }
    }

    /// <summary>Instruments are observed synchronously. What is left alone after a while ends by itself: Npgsql does not give up a connection early that a silent server has accepted.</summary>
    private IReadOnlyList<FollowerReading> TryRead()
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            var read = Task.Run(() => ReadAsync(limit.Token)).WaitAsync(limit.Token).GetAwaiter().GetResult();
            isFailing = false;
            return read;
        }
        catch (Exception e)
        {
            if (!isFailing)
            {
                Log.NotRead(logger, e.GetType().Name);
            }

            isFailing = true;
            return [];
        }
    }

    private async Task<IReadOnlyList<FollowerReading>> ReadAsync(CancellationToken cancellationToken)
    {
        if (sql is null)
        {
            return [];
        }

        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(time.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var followers = new List<FollowerReading>();
        while (await row.ReadAsync(cancellationToken))
        {
            followers.Add(new FollowerReading(
                row.GetString(0), row.GetInt64(1), TimeSpan.FromSeconds(Math.Max(row.GetDouble(2), 0)), row.IsDBNull(3) ? null : row.GetInt64(3)));
        }

        return followers;
    }

    /// <summary>Entries have no gaps: what is between a place and the end is a difference. The first of them is looked up by its index.</summary>
    private static string? Sql(IReadOnlyList<string> places) => places.Count == 0 ? null : $"""
        SELECT f.name, greatest(log.head - f.place, 0),
            coalesce(extract(epoch FROM $1 - (SELECT e.appended_at FROM entries AS e WHERE e.index = f.place + 1)), 0)::float8, f.given_up
        FROM ({string.Join(" UNION ALL ", places)}) AS f (name, place, given_up)
        CROSS JOIN (SELECT coalesce(max(index), -1) AS head FROM entries) AS log
        """;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The metrics of what follows the log cannot be read: {Kind}")]
        public static partial void NotRead(ILogger logger, string kind);
    }
}
