using Npgsql;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>The checkpoints of this log: signs new ones and knows the last.</summary>
internal sealed class LogBook(NpgsqlDataSource database, LogKeys keys, CheckpointFolder folder, Witnesses witnesses, TimeProvider time)
{
    public NoteVerifierKey Key => keys.Current;

    /// <summary>Why the last checkpoint lacks a cosignature; null if it has all.</summary>
    public string? WitnessTrouble => witnesses.Trouble;

    /// <summary>Which keys signed before, and their word for the one after them.</summary>
    public KeyHandovers KeyHandovers => keys.Handovers;

    /// <summary>The last checkpoint, with the cosignatures that there are; null before the first.</summary>
    public async Task<SignedCheckpoint?> LastAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var known = await KnownAsync(connection, cancellationToken);
        return known.Select(one => Read(one.Note)).OfType<SignedCheckpoint>().MaxBy(one => one.Checkpoint.Size) is { } last
            ? last with { Note = last.Note.With(await Witnesses.LinesAsync(connection, last.Checkpoint.Size, cancellationToken)) ?? last.Note }
            : null;
    }

    /// <summary>
    /// Holds the log as it is now against what was signed, and signs it if it has grown since. The check comes in any case: a log that was set
    /// back and has grown again may have as many entries as were signed, and others.
    /// </summary>
    /// <returns>What was signed; null if there was nothing new.</returns>
    /// <exception cref="LogContradictedException">The log is no continuation of what was signed: nothing is signed.</exception>
    public async Task<Checkpoint?> SignAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var known = (await KnownAsync(connection, cancellationToken))
            .Select(one => Read(one.Note) ?? throw new LogContradictedException($"The last checkpoint in {one.Where} was not signed with this log's key."))
            .ToList();
        var tree = new MerkleTree(await SizeAsync(connection, cancellationToken), new StoredTiles(connection));
        var checkpoint = new Checkpoint(Key.Name, tree.Size, await ContinueAsync(tree, known.Select(one => one.Checkpoint), cancellationToken));
        if (known.Find(one => one.Checkpoint.Size == tree.Size) is { } last)
        {
            await witnesses.CosignAsync(connection, tree, last, cancellationToken);
            return null;
        }

        var signed = new SignedCheckpoint(checkpoint, keys.Sign(checkpoint.ToString()));
        // First where nobody who holds the database can take it back, then to those who look after it from outside.
        folder.Keep(signed.Note, time.GetUtcNow());
        await witnesses.CosignAsync(connection, tree, signed, cancellationToken);
        await PublishAsync(connection, signed, cancellationToken);
        return checkpoint;
    }

    /// <returns>The root of the log as it is now.</returns>
    private static async Task<byte[]> ContinueAsync(MerkleTree tree, IEnumerable<Checkpoint> known, CancellationToken cancellationToken)
    {
        var size = tree.Size;
        try
        {
            var root = await tree.RootAsync(cancellationToken);
            foreach (var earlier in known)
            {
                if (earlier.Size > size)
                {
                    throw new LogContradictedException($"The log has {size} entries, and {earlier.Size} were signed.");
                }

                var proof = await tree.ConsistencyProofAsync(earlier.Size, cancellationToken);
                if (!Proof.VerifyConsistency(earlier.Size, earlier.Root, size, root, proof))
                {
                    throw new LogContradictedException($"The first {earlier.Size} entries of the log are not those that were signed.");
                }
            }

            return root;
        }
        catch (TileMissingException e)
        {
            throw new LogContradictedException($"The log has {size} entries, and their tree is not whole: {e.Message}");
        }
    }

    /// <summary>The last checkpoint outside the database, and the last one in it, which another replica may have signed.</summary>
    private async Task<IEnumerable<(string Note, string Where)>> KnownAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", connection);
        var published = (string?)await command.ExecuteScalarAsync(cancellationToken);
        return new[] { (Note: folder.Last()!, Where: "the checkpoint folder"), (Note: published!, Where: "the database") }.Where(one => one.Note is not null);
    }

    /// <summary>Null for what was not signed with this log's key, now or before.</summary>
    internal SignedCheckpoint? Read(string text) =>
        SignedNote.TryParse(text, out var note) && keys.SignersOf(note).Count > 0 && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? new SignedCheckpoint(checkpoint, note)
            : null;

    /// <summary>The latest of this log's keys that has signed it.</summary>
    internal NoteVerifierKey SignerOf(SignedCheckpoint signed) => keys.SignersOf(signed.Note)[0];

    private static async Task<long> SizeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(index) + 1, 0) FROM entries", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task PublishAsync(NpgsqlConnection connection, SignedCheckpoint signed, CancellationToken cancellationToken)
    {
        // Another replica may have signed the same: then it is the same text.
        await using var command = new NpgsqlCommand("INSERT INTO checkpoints (size, note, published_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", connection);
        command.Parameters.AddWithValue(signed.Checkpoint.Size);
        command.Parameters.AddWithValue(signed.Note.ToString());
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Checkpoint">What was signed.</param>
/// <param name="Note">With the signature, which was found good.</param>
internal sealed record SignedCheckpoint(Checkpoint Checkpoint, SignedNote Note);

/// <summary>The log is not what was signed before. Somebody changed it, or an older backup was restored.</summary>
internal sealed class LogContradictedException(string message) : Exception(message);
