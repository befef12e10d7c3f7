using System.Data;
using System.IO.Compression;
using Npgsql;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Archiving;

/// <summary>
/// Writes the next month that is due. A month is what was signed in it: its archive goes from the checkpoint that the one before ended with to the last one
/// that was published before the month's end. One replica at a time writes; the log is read as any reader does, in short statements.
/// </summary>
internal sealed class Archivist(NpgsqlDataSource database, LogBook book, ArchiveFolder folder, TimeProvider time)
{
    /// <summary>After a month's end: then all replicas agree what its last checkpoint is, and its witnesses have been asked again and again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Held while a month is written; any constant will do.</summary>
    private const long AdvisoryLock = 0x6175_6469_745f_6172;

    /// <returns>What was written; null if no month is due, or another replica is writing.</returns>
    /// <exception cref="LogContradictedException">The log, or the archive before, is not what was signed: nothing is written.</exception>
    public async Task<MonthArchive?> WriteNextAsync(CancellationToken cancellationToken)
    {
        if (folder.Newest() is { } newest && !IsDue(newest.Next))
        {
            return IsDue(newest) ? null : throw new LogContradictedException($"{newest.FileName} is there, and the month has not ended.");
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Answered at once; cancelled on the way, nobody would know whether the lock is held.
        if (!await AskAsync(connection, $"SELECT pg_try_advisory_lock({AdvisoryLock})"))
        {
            return null;
        }

        try
        {
            // Another replica may have written it meanwhile.
            return await NextAsync(connection, cancellationToken) is { } next ? await WriteAsync(next, connection, cancellationToken) : null;
        }
        finally
        {
            // The pool would keep the session, and the session the lock. A connection that broke has lost both.
            if (connection.State == ConnectionState.Open)
            {
                await AskAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})");
            }
        }
    }

    private bool IsDue(ArchiveMonth month) => month.End + Patience <= time.GetUtcNow();

    private async Task<MonthArchive?> NextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var newest = folder.Newest();
        if ((newest?.Next ?? await FirstAsync(connection, cancellationToken)) is not { } month || !IsDue(month))
        {
            return null;
        }

        await using var last = new NpgsqlCommand("SELECT note FROM checkpoints WHERE published_at < $1 ORDER BY size DESC LIMIT 1", connection);
        last.Parameters.AddWithValue(month.End);
        var end = await last.ExecuteScalarAsync(cancellationToken) is string note
            ? book.Read(note) ?? throw new LogContradictedException($"The last checkpoint of {month} in the database was not signed with this log's key.")
            : throw new LogContradictedException($"The database has no checkpoint of {month} or before.");
        var cosignatures = await Witnesses.LinesAsync(connection, end.Checkpoint.Size, cancellationToken);
        return new MonthArchive
        {
            Month = month,
            Earlier = newest is { } before ? await EndOfAsync(before, cancellationToken) : null,
            End = end with { Note = end.Note.With(cosignatures) ?? end.Note },
            Keys = [(ArchiveLayout.Key, $"{book.SignerOf(end)}\n"), (ArchiveLayout.KeyHandovers, book.KeyHandovers.ToString())],
        };
    }

    private async Task<MonthArchive> WriteAsync(MonthArchive next, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Also what was signed since: a log that contradicts it is not archived, though this month may still be as it was.
        await book.SignAsync(cancellationToken);
        folder.DeleteDrafts();
        await folder.WriteAsync(next.Month, file => next.WriteAsync(file, connection, cancellationToken));
        return next;
    }

    /// <summary>That of the first checkpoint; null before there is one.</summary>
    private static async Task<ArchiveMonth?> FirstAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var first = new NpgsqlCommand("SELECT published_at FROM checkpoints ORDER BY size LIMIT 1", connection);
        return await first.ExecuteScalarAsync(cancellationToken) is DateTime published ? ArchiveMonth.Of(new DateTimeOffset(published)) : null;
    }

    /// <summary>What an archive ends with, read from the file, which nobody changes who changes the database. Null if the log had no entry yet.</summary>
    private async Task<SignedCheckpoint?> EndOfAsync(ArchiveMonth month, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = folder.OpenRead(month);
            await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            var note = zip.GetEntry(ArchiveLayout.Checkpoint) ?? throw new InvalidDataException("It has no checkpoint.");
            using var text = new StreamReader(await note.OpenAsync(cancellationToken));
            var end = book.Read(await text.ReadToEndAsync(cancellationToken)) ?? throw new LogContradictedException($"The checkpoint in {month.FileName} was not signed with this log's key.");
            return end.Checkpoint.Size == 0 ? null : end;
        }
        catch (InvalidDataException e)
        {
            throw new LogContradictedException($"{month.FileName} is no whole archive, and the next month cannot continue it: {e.Message}");
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(CancellationToken.None))!;
    }
}
