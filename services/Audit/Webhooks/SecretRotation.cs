using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>How a webhook is to get a new secret.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RotationRequest
{
    public const int DefaultHours = 24;
    public const int MaximumHours = 168;

    [Description("For so many hours deliveries are signed with the former secret as well: 0 to 168; 24 if not given. 0 is for a secret that leaked.")]
    public int? OverlapHours { get; init; }

    /// <summary>The overlap; null if it is refused.</summary>
    public TimeSpan? Read(ParameterErrors errors)
    {
        var hours = OverlapHours ?? DefaultHours;
        if (hours is < 0 or > MaximumHours)
        {
            errors.Add("overlap_hours", $"is not within 0 and {MaximumHours}.");
            return null;
        }

        return TimeSpan.FromHours(hours);
    }
}

/// <summary>What became of it.</summary>
internal abstract record Rotation
{
    private Rotation()
    {
    }

    public sealed record Rotated(string Secret) : Rotation;

    public sealed record UnknownWebhook : Rotation;

    /// <summary>Another overlap would have ended the one that there is, and who has not got the present secret yet would be told nothing more.</summary>
    public sealed record InOverlap(DateTimeOffset Until) : Rotation;
}

/// <summary>
/// Gives a webhook a new secret, in one transaction with the entry that says so. There are never more than two: Standard Webhooks lets a delivery
/// carry several signatures, and each secret more is one more that could leak.
/// </summary>
internal sealed class SecretRotation(OwnEntries own, SecretSeal seal, TimeProvider time)
{
    /// <param name="id">Whose.</param>
    /// <param name="overlap">How long the present secret is used beside the new one. Zero ends it at once, and the one before it, if there is one.</param>
    /// <param name="cancellationToken">Nothing has changed when it gives up.</param>
    public Task<Rotation> RotateAsync(Guid id, TimeSpan overlap, CancellationToken cancellationToken) => own.WriteAsync<Rotation>(
        async (write, cancel) =>
        {
            if (await LockAsync(write.Connection, id, cancel) is not { } webhook)
            {
                return new Rotation.UnknownWebhook();
            }

            var now = time.GetUtcNow();
            if (overlap > TimeSpan.Zero && webhook.FormerSecretUntilAt(now) is { } inUse)
            {
                return new Rotation.InOverlap(inUse);
            }

            var secret = RandomNumberGenerator.GetBytes(StandardWebhook.SecretLength);
            var until = overlap > TimeSpan.Zero && CanBeOpened(webhook) ? WholeSeconds(now + overlap) : (DateTimeOffset?)null;
            await ReplaceAsync(write.Connection, id, seal.Seal(id, secret), until, cancel);
            await write.AppendAsync([Rotated(webhook, until)], cancel);
            return new Rotation.Rotated(StandardWebhook.Text(secret));
        },
        cancellationToken);

    /// <summary>Two rotations at once come one after the other.</summary>
    private static async Task<Webhook?> LockAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {WebhookRow.Columns} FROM webhooks AS w WHERE w.id = $1 FOR UPDATE", connection);
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? WebhookRow.Read(row) : null;
    }

    private static async Task ReplaceAsync(NpgsqlConnection connection, Guid id, byte[] sealedSecret, DateTimeOffset? formerUntil, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE webhooks
            SET sealed_secret = $2, sealed_former_secret = CASE WHEN $3 IS NOT NULL THEN sealed_secret END, former_secret_until = $3
            WHERE id = $1
            """,
            connection);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(sealedSecret);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)formerUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Not when the key of the secrets is another one now. Such a secret is not kept: nothing could be signed for as long as it is there.</summary>
    private bool CanBeOpened(Webhook webhook)
    {
        try
        {
            seal.Open(webhook.Id, webhook.SealedSecret);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The database keeps less of a time than an entry does, and both are to say the same.</summary>
    private static DateTimeOffset WholeSeconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());

    private static OwnMessage Rotated(Webhook webhook, DateTimeOffset? formerUntil) => OwnMessage.Of(WebhookMessagesJson.Default.WebhookSecretRotated, new WebhookSecretRotated
    {
        WebhookId = webhook.Id,
        FormerSecretUntil = formerUntil,
        By = AuditReader.Operator.Name,
        Personal = new Dictionary<string, string> { ["label"] = webhook.Label },
    });
}
