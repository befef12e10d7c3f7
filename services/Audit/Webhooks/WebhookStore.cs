using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>The webhooks, their dead letters, and what the operator does with their places in the log.</summary>
internal sealed class WebhookStore(NpgsqlDataSource database, OwnEntries own, SecretSeal seal, TimeProvider time)
{
    public const int DeadLetterPage = 100;

    private static readonly string ShownSql = $"""
        SELECT {WebhookRow.Columns}, coalesce(p.after, -1), (SELECT count(*) FROM dead_letters AS d WHERE d.webhook_id = w.id)
        FROM webhooks AS w LEFT JOIN log_positions AS p ON p.name = 'webhook:' || w.id
        """;

    /// <returns>The webhook and its secret; null if there are as many as may be.</returns>
    public async Task<(Guid Id, string Secret)?> CreateAsync(WebhookRequest request, int maximum, CancellationToken cancellationToken)
    {
        var (id, secret) = (Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(StandardWebhook.SecretLength));
        var filter = JsonSerializer.Serialize(request.Filter ?? new WebhookFilter(), WebhooksJson.Default.WebhookFilter);
        var isCreated = await own.WriteAsync(
            async (write, cancel) =>
            {
                var created = await ExecuteAsync(
                    write.Connection,
                    """
                    INSERT INTO webhooks (id, label, url, filter, sealed_secret, created_at, tries)
                    SELECT $1, $2, $3, $4, $5, $6, 0 WHERE (SELECT count(*) FROM webhooks) < $7
                    """,
                    cancel, id, request.Label!, request.Url!, filter, seal.Seal(id, secret), time.GetUtcNow(), maximum);
                if (created == 0)
                {
                    return false;
                }

                var said = await write.AppendAsync([Added(id, request, filter)], cancel);
                await ExecuteAsync(
                    write.Connection, "INSERT INTO log_positions (name, after, leased_until) VALUES ($1, $2, '-infinity')", cancel,
                    Webhook.PositionOf(id), request.After ?? said[0]);
                return true;
            },
            cancellationToken);
        return isCreated ? (id, StandardWebhook.Text(secret)) : null;
    }

    public async Task<IReadOnlyList<WebhookDocument>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{ShownSql} ORDER BY w.id");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var (now, webhooks) = (time.GetUtcNow(), new List<WebhookDocument>());
        while (await row.ReadAsync(cancellationToken))
        {
            webhooks.Add(WebhookDocument.Of(WebhookRow.Read(row), row.GetInt64(WebhookRow.Count), row.GetInt64(WebhookRow.Count + 1), now));
        }
        return webhooks;
    }

    public async Task<WebhookDocument?> ShowAsync(Guid id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).SingleOrDefault(webhook => webhook.Id == id);

    /// <summary>As it is now; null if it was deleted.</summary>
    public async Task<Webhook?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {WebhookRow.Columns} FROM webhooks AS w WHERE w.id = $1");
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? WebhookRow.Read(row) : null;
    }

    public async Task<IReadOnlyList<Guid>> ActiveAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id FROM webhooks WHERE paused_at IS NULL");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await row.ReadAsync(cancellationToken))
        {
            ids.Add(row.GetGuid(0));
        }
        return ids;
    }

    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) => own.WriteAsync(
        async (write, cancel) =>
        {
            await using var delete = new NpgsqlCommand(
                """
                WITH letters AS (DELETE FROM dead_letters WHERE webhook_id = $1), place AS (DELETE FROM log_positions WHERE name = $2)
                DELETE FROM webhooks WHERE id = $1 RETURNING label
                """,
                write.Connection);
            delete.Parameters.AddWithValue(id);
            delete.Parameters.AddWithValue(Webhook.PositionOf(id));
            if (await delete.ExecuteScalarAsync(cancel) is not string label)
            {
                return false;
            }

            await write.AppendAsync([Removed(id, label)], cancel);
            return true;
        },
        cancellationToken);

    /// <summary>Former secrets whose time is over: they are used no more, and need not be there either.</summary>
    public Task ForgetFormerSecretsAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE webhooks SET sealed_former_secret = NULL, former_secret_until = NULL WHERE former_secret_until <= $1", cancellationToken, time.GetUtcNow());

    public Task<bool> PauseAsync(Guid id, CancellationToken cancellationToken) =>
        ChangeAsync("UPDATE webhooks SET paused_at = coalesce(paused_at, $2) WHERE id = $1", cancellationToken, id, time.GetUtcNow());

    /// <summary>What failed before the pause is tried at once.</summary>
    public Task<bool> ResumeAsync(Guid id, CancellationToken cancellationToken) =>
        ChangeAsync("UPDATE webhooks SET paused_at = NULL, tries = 0, retry_at = NULL WHERE id = $1", cancellationToken, id);

    /// <summary>Takes the lease from whoever has it, so that the place is not moved on from where it was.</summary>
    public Task<bool> ReplayAsync(Guid id, long after, CancellationToken cancellationToken) => ChangeAsync(
        """
        WITH place AS (UPDATE log_positions SET after = $3, owner = NULL, leased_until = '-infinity' WHERE name = $2)
        UPDATE webhooks SET tries = 0, retry_at = NULL WHERE id = $1
        """,
        cancellationToken, id, Webhook.PositionOf(id), after);

    public Task TriedAsync(Guid id, int tries, DateTimeOffset? retryAt, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE webhooks SET tries = $2, retry_at = $3 WHERE id = $1",
        cancellationToken, id, tries, new NpgsqlParameter { Value = (object?)retryAt ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });

    public Task KeepDeadLetterAsync(DeadLetter letter, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO dead_letters (webhook_id, entry_index, tries, last_error, given_up_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (webhook_id, entry_index) DO UPDATE SET tries = excluded.tries, last_error = excluded.last_error, given_up_at = excluded.given_up_at
        """,
        cancellationToken, letter.WebhookId, letter.EntryIndex, letter.Tries, letter.LastError, letter.GivenUpAt);

    /// <summary>It was told after all.</summary>
    public Task ForgetDeadLetterAsync(Guid id, long index, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM dead_letters WHERE webhook_id = $1 AND entry_index = $2", cancellationToken, id, index);

    public async Task<DeadLetterList> DeadLettersAsync(Guid id, long after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT entry_index, tries, last_error, given_up_at FROM dead_letters WHERE webhook_id = $1 AND entry_index > $2
            ORDER BY entry_index LIMIT {DeadLetterPage + 1}
            """));
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(after);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var letters = new List<DeadLetterDocument>();
        while (await row.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetterDocument(row.GetInt64(0), row.GetInt32(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)));
        }
        return letters.Count > DeadLetterPage ? new DeadLetterList(letters[..DeadLetterPage], letters[DeadLetterPage - 1].Index) : new DeadLetterList(letters, null);
    }

    private static OwnMessage Added(Guid id, WebhookRequest request, string filter) => OwnMessage.Of(WebhookMessagesJson.Default.WebhookAdded, new WebhookAdded
    {
        WebhookId = id,
        Filter = filter,
        After = request.After,
        By = AuditReader.Operator.Name,
        // Not the whole address: many hold a secret, and every auditor reads this.
        Personal = new Dictionary<string, string> { ["label"] = request.Label!, ["url"] = new Uri(request.Url!).GetLeftPart(UriPartial.Authority) },
    });

    private static OwnMessage Removed(Guid id, string label) => OwnMessage.Of(WebhookMessagesJson.Default.WebhookRemoved, new WebhookRemoved
    {
        WebhookId = id,
        By = AuditReader.Operator.Name,
        Personal = new Dictionary<string, string> { ["label"] = label },
    });

    private async Task<bool> ChangeAsync(string sql, CancellationToken cancellationToken, params object[] values) =>
        await ExecuteAsync(sql, cancellationToken, values) > 0;

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ExecuteAsync(connection, sql, cancellationToken, values);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
