using Npgsql;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Erasure;

/// <summary>
/// Erases personal values: the rows, and an entry that says how many, of which fields and of which entries, in one transaction. The entries that
/// had them keep their digests, their bytes and their proofs. See decision 18 for why there is no index on the values.
/// </summary>
internal sealed class Eraser(NpgsqlDataSource database, OwnEntries own)
{
    /// <summary>Of the entries that had the values; of more, the first and the last are told.</summary>
    public const int MaximumListed = 100;

    /// <summary>A look through all values of a large log takes seconds; through one on a slow disk, minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What would be erased.</summary>
    public async Task<FoundValues> CountAsync(WantedErasure wanted, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await RunAsync(connection, "SELECT entry_index, field FROM personal_values", "", wanted, cancellationToken);
    }

    /// <returns>What was erased, and the index of the entry that says so; null if there was nothing to erase.</returns>
    public Task<(FoundValues Erased, long? RecordedAs)> EraseAsync(WantedErasure wanted, CancellationToken cancellationToken) => own.WriteAsync(
        async (write, cancel) =>
        {
            var erased = await RunAsync(write.Connection, "DELETE FROM personal_values", "RETURNING entry_index, field", wanted, cancel);
            long? recordedAs = erased.Count == 0 ? null : (await write.AppendAsync([Say(erased, wanted.Reason)], cancel))[0];
            return (erased, recordedAs);
        },
        cancellationToken);

    private static OwnMessage Say(FoundValues erased, string reason) => OwnMessage.Of(ErasedJson.Default.PersonalValuesErased, new PersonalValuesErased
    {
        Count = erased.Count,
        Fields = erased.Fields,
        FirstIndex = erased.FirstIndex!.Value,
        LastIndex = erased.LastIndex!.Value,
        Entries = erased.Entries,
        By = AuditReader.Operator.Name,
        Personal = new Dictionary<string, string> { ["reason"] = reason },
    });

    private static async Task<FoundValues> RunAsync(
        NpgsqlConnection connection, string verb, string returning, WantedErasure wanted, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = (int)Patience.TotalSeconds;
        var conditions = new List<string>();
        Add(wanted.Entries, "entry_index = ANY (", ")");
        Add(wanted.Field, "field = ", "");
        Add(wanted.Value, "value = ", "");
        command.CommandText = $"""
            WITH found AS ({verb} WHERE {string.Join(" AND ", conditions)} {returning})
            SELECT field, count(*), min(entry_index), max(entry_index),
                   (SELECT array_agg(index) FROM (SELECT DISTINCT entry_index AS index FROM found ORDER BY index LIMIT {MaximumListed + 1}) AS listed)
            FROM found GROUP BY field ORDER BY field
            """;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var found = FoundValues.None;
        while (await row.ReadAsync(cancellationToken))
        {
            found = found.And(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<long[]>(4));
        }

        return found;

        void Add(object? value, string before, string after)
        {
            if (value is not null)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
                conditions.Add($"{before}${command.Parameters.Count}{after}");
            }
        }
    }
}

/// <summary>Personal values that fit what was asked for.</summary>
internal sealed record FoundValues(long Count, IReadOnlyDictionary<string, long> Fields, long? FirstIndex, long? LastIndex, IReadOnlyList<long>? Entries)
{
    public static FoundValues None { get; } = new(0, new Dictionary<string, long>(), null, null, []);

    /// <param name="field">A further field.</param>
    /// <param name="count">How many values of it.</param>
    /// <param name="first">The first entry that has it.</param>
    /// <param name="last">The last one.</param>
    /// <param name="listed">The first entries that have any of the values, one more than may be listed.</param>
    public FoundValues And(string field, long count, long first, long last, IReadOnlyList<long> listed) => new(
        Count + count,
        new Dictionary<string, long>(Fields, StringComparer.Ordinal) { [field] = count },
        Math.Min(FirstIndex ?? first, first),
        Math.Max(LastIndex ?? last, last),
        listed.Count > Eraser.MaximumListed ? null : listed);
}
