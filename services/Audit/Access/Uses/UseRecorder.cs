using System.Net;
using System.Text;
using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Access.Uses;

/// <summary>A use of a token, or the attempt.</summary>
/// <param name="Reader">Whose token.</param>
/// <param name="What">In which way: <c>entries</c>, <c>stream</c>, <c>bundles</c>, <c>pages</c> …</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="RefusedBecause">Null for a good token; else <c>expired</c> or <c>revoked</c>.</param>
internal sealed record SeenUse(AuditReader Reader, string What, string Address, string? RefusedBecause = null);

/// <summary>
/// Writes into the log who reads it: one entry for each token, way and address in an hour, and no more than
/// <see cref="MaximumAddresses"/> for a token and a way. The database decides, so replicas agree. Who cannot be written down does not read:
/// a failure here ends the request.
/// </summary>
internal sealed class UseRecorder(NpgsqlDataSource database, OwnEntries own)
{
    /// <summary>Whoever can show ever new addresses could otherwise fill the log.</summary>
    public const int MaximumAddresses = 16;

    private const string AddressField = "source_address";

    /// <summary>With the hash of the reader's name: two replicas do not write the same use twice.</summary>
    private const int LockClass = 0x7573_6573;

    public async Task RecordAsync(SeenUse use, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            if ((await ToldAsync(connection, use, cancellationToken)).IsEnough)
            {
                return;
            }
        }

        await own.WriteAsync((write, cancel) => WriteAsync(write, use, cancel), cancellationToken);
    }

    /// <summary>As the log says it: IPv4 as IPv4, whatever the socket.</summary>
    public static string AddressOf(IPAddress? address) =>
        address is null ? "unknown" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static async Task<bool> WriteAsync(OwnWrite write, SeenUse use, CancellationToken cancellationToken)
    {
        await using (var one = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1, hashtext($2))", write.Connection))
        {
            one.Parameters.AddWithValue(LockClass);
            one.Parameters.AddWithValue(use.Reader.Name);
            await one.ExecuteNonQueryAsync(cancellationToken);
        }

        var told = await ToldAsync(write.Connection, use, cancellationToken);
        if (told.IsEnough)
        {
            return false;
        }

        var index = (await write.AppendAsync([Say(use, told.Addresses + 1)], cancellationToken))[0];
        await KeepAsync(write.Connection, use, index, cancellationToken);
        return true;
    }

    private static async Task<Told> ToldAsync(NpgsqlConnection connection, SeenUse use, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT count(*)::int, coalesce(bool_or(told.value = $4), false)
            FROM token_uses AS seen
            LEFT JOIN personal_values AS told ON told.entry_index = seen.entry_index AND told.field = '{AddressField}'
            WHERE seen.reader = $1 AND seen.what = $2 AND seen.refused = $3 AND seen.hour = date_trunc('hour', now(), 'UTC')
            """,
            connection);
        Add(command, use);
        command.Parameters.AddWithValue(Encoding.UTF8.GetBytes(use.Address));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new Told(row.GetInt32(0), row.GetBoolean(1));
    }

    private static async Task KeepAsync(NpgsqlConnection connection, SeenUse use, long index, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH gone AS (DELETE FROM token_uses WHERE reader = $1 AND what = $2 AND refused = $3 AND hour < date_trunc('hour', now(), 'UTC'))
            INSERT INTO token_uses (reader, what, refused, hour, entry_index, recorded_at)
            VALUES ($1, $2, $3, date_trunc('hour', now(), 'UTC'), $4, now())
            """,
            connection);
        Add(command, use);
        command.Parameters.AddWithValue(index);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, SeenUse use)
    {
        command.Parameters.AddWithValue(use.Reader.Name);
        command.Parameters.AddWithValue(use.What);
        command.Parameters.AddWithValue(use.RefusedBecause is not null);
    }

    private static OwnMessage Say(SeenUse use, int addresses)
    {
        var personal = new Dictionary<string, string> { [AddressField] = use.Address };
        if (use.Reader.TokenId is { } token)
        {
            personal["label"] = use.Reader.Label;
            if (use.RefusedBecause is { } reason)
            {
                return OwnMessage.Of(AccessJson.Default.AuditorTokenRefused, new AuditorTokenRefused
                {
                    TokenId = token, Reason = reason, What = use.What, Addresses = addresses, Personal = personal,
                });
            }
        }

        return OwnMessage.Of(AccessJson.Default.AuditLogRead, new AuditLogRead
        {
            Reader = use.Reader.Name, What = use.What, Addresses = addresses, Personal = personal,
        });
    }

    private readonly record struct Told(int Addresses, bool IsThisOne)
    {
        public bool IsEnough => IsThisOne || Addresses >= MaximumAddresses;
    }
}
