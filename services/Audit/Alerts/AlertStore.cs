using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>The position and the memory of the rules, in the transaction that the connection is in.</summary>
internal sealed class AlertStore(NpgsqlConnection connection)
{
    private const long AdvisoryLock = 0x6175_6469_7461_6c72;

    /// <summary>How far the rules have looked, and the end of the past; null while another replica is looking.</summary>
    public async Task<(long Position, long QuietUntil)?> LockAsync(CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection);
        take.Parameters.AddWithValue(AdvisoryLock);
        if (!(bool)(await take.ExecuteScalarAsync(cancellationToken))!)
        {
            return null;
        }

        await using var read = new NpgsqlCommand("SELECT position, quiet_until FROM alert_position", connection);
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>The next entries, at most so many.</summary>
    public async Task<IReadOnlyList<SeenEntry>> EntriesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT index, type, occurred_at, appended_at, canonical FROM entries WHERE index > $1 ORDER BY index LIMIT $2", connection);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<SeenEntry>(limit);
        while (await row.ReadAsync(cancellationToken))
        {
            entries.Add(new SeenEntry(
                row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3), Body(row.GetFieldValue<byte[]>(4))));
        }

        return entries;
    }

    public async Task<AlertMemory> RecallAsync(IReadOnlyList<Subject> subjects, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<Subject, Remembered>();
        if (subjects.Count > 0)
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT asked.number, memory.state
                FROM unnest($1, $2) WITH ORDINALITY AS asked (rule, subject, number)
                JOIN alert_memory AS memory ON memory.rule = asked.rule AND memory.subject = asked.subject
                """,
                connection);
            command.Parameters.AddWithValue(subjects.Select(subject => subject.Rule).ToArray());
            command.Parameters.AddWithValue(subjects.Select(Digest).ToArray());
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                stored[subjects[(int)row.GetInt64(0) - 1]] = JsonSerializer.Deserialize(row.GetString(1), RememberedJson.Default.Remembered)!;
            }
        }

        return new AlertMemory(stored);
    }

    /// <summary>Stores what has changed, forgets what is over, and moves on to the last entry seen.</summary>
    public async Task KeepAsync(AlertMemory memory, SeenEntry last, CancellationToken cancellationToken)
    {
        var changed = memory.Changed.ToArray();
        await using var batch = new NpgsqlBatch(connection);
        if (changed.Length > 0)
        {
            batch.BatchCommands.Add(Command(
                """
                INSERT INTO alert_memory (rule, subject, state, forget_after) SELECT rule, subject, state::jsonb, forget_after
                FROM unnest($1, $2, $3, $4) AS changed (rule, subject, state, forget_after)
                ON CONFLICT (rule, subject) DO UPDATE SET state = excluded.state, forget_after = excluded.forget_after
                """,
                changed.Select(one => one.Key.Rule).ToArray(),
                changed.Select(one => Digest(one.Key)).ToArray(),
                changed.Select(one => JsonSerializer.Serialize(one.Value, RememberedJson.Default.Remembered)).ToArray(),
                changed.Select(one => one.Value.ForgetAfter).ToArray()));
        }

        batch.BatchCommands.Add(Command("DELETE FROM alert_memory WHERE forget_after < $1", last.AppendedAt));
        batch.BatchCommands.Add(Command("UPDATE alert_position SET position = $1", last.Index));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static JsonElement Body(byte[] canonical)
    {
        try
        {
            using var entry = JsonDocument.Parse(canonical);
            return entry.RootElement.GetProperty("body").Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return JsonElement.Parse("null"); // somebody changed the bytes: the tree tells, and the rules go on
        }
    }

    private static byte[] Digest(Subject subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject.Text));

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Remembered))]
internal sealed partial class RememberedJson : JsonSerializerContext;
