using Npgsql;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>A webhook as it is in the database.</summary>
internal static class WebhookRow
{
    /// <summary>Of <c>webhooks AS w</c>, as <see cref="Read"/> wants them.</summary>
    public const string Columns =
        "w.id, w.label, w.url, w.filter, w.sealed_secret, w.sealed_former_secret, w.former_secret_until, w.created_at, w.paused_at, w.tries, w.retry_at";

    /// <summary>How many columns these are.</summary>
    public const int Count = 11;

    public static Webhook Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Label = row.GetString(1),
        Url = row.GetString(2),
        Filter = row.GetString(3),
        SealedSecret = row.GetFieldValue<byte[]>(4),
        SealedFormerSecret = row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5),
        FormerSecretUntil = Time(row, 6),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(7),
        PausedAt = Time(row, 8),
        Tries = row.GetInt32(9),
        RetryAt = Time(row, 10),
    };

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
