using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// Asks the witnesses to cosign. One that cannot be reached, or that contradicts, is told of and asked again; it does not keep the log from being
/// signed, because then whoever holds a witness could.
/// </summary>
internal sealed partial class Witnesses(IOptions<LogOptions> options, IHttpClientFactory clients, TimeProvider time, ILogger<Witnesses> logger)
{
    private readonly List<Witness> witnesses = [.. options.Value.Witnesses.Select(witness =>
        WitnessKey.TryParse(witness.Key, out var key) ? new Witness(witness.Url!, key, clients.CreateClient(nameof(Witnesses))) : throw new UnreachableException("The options are validated."))];

    private volatile string? trouble;

    /// <summary>Why the last checkpoint lacks a cosignature; null if it has all.</summary>
    public string? Trouble => trouble;

    /// <summary>The cosignatures of a checkpoint, as lines of the note.</summary>
    public static async Task<string> LinesAsync(NpgsqlConnection connection, long size, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(string_agg(lines, '' ORDER BY witness), '') FROM cosignatures WHERE size = $1", connection);
        command.Parameters.AddWithValue(size);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Asks those who have not cosigned this checkpoint yet, all at once, and keeps what they sign.</summary>
    public async Task CosignAsync(NpgsqlConnection connection, MerkleTree tree, SignedCheckpoint signed, CancellationToken cancellationToken)
    {
        var asked = new List<Asked>();
        foreach (var witness in witnesses)
        {
            var last = await LastCosignedAsync(connection, witness.Key, cancellationToken);
            if (last != tree.Size)
            {
                asked.Add(new Asked(witness, Math.Min(last ?? 0, tree.Size)));
            }
        }

        using var patience = new CancellationTokenSource(options.Value.WitnessPatience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var answers = await AskAsync(tree, signed, asked, ended.Token);
        // What a witness knows is what counts: another replica may have asked it, or a database was set back.
        var again = answers.Where(answer => answer.Answer is WitnessAnswer.KnowsAnother known && known.Size <= tree.Size).ToList();
        answers = [.. answers.Except(again), .. await AskAsync(tree, signed, again.Select(answer => answer.Asked with { Old = ((WitnessAnswer.KnowsAnother)answer.Answer).Size }), ended.Token)];
        cancellationToken.ThrowIfCancellationRequested();

        var troubles = new List<string>();
        foreach (var (who, answer) in answers)
        {
            if (answer is WitnessAnswer.Cosigned cosigned)
            {
                await KeepAsync(connection, tree.Size, who.Witness.Key, cosigned.Lines, cancellationToken);
            }
            else
            {
                troubles.Add($"{who.Witness.Key.Name}: {Words(answer, tree.Size)}.");
            }
        }

        Tell(troubles.Count > 0 ? string.Join(' ', troubles) : null);
    }

    /// <summary>The proofs come one after the other, for the tree has one connection; the questions go out together.</summary>
    private async Task<IReadOnlyList<(Asked Asked, WitnessAnswer Answer)>> AskAsync(
        MerkleTree tree, SignedCheckpoint signed, IEnumerable<Asked> asked, CancellationToken cancellationToken)
    {
        var questions = new List<Task<(Asked, WitnessAnswer)>>();
        foreach (var one in asked)
        {
            questions.Add(AskAsync(one, signed, await tree.ConsistencyProofAsync(one.Old, CancellationToken.None), cancellationToken));
        }

        return await Task.WhenAll(questions);
    }

    private async Task<(Asked, WitnessAnswer)> AskAsync(Asked asked, SignedCheckpoint signed, IReadOnlyList<byte[]> proof, CancellationToken cancellationToken)
    {
        try
        {
            return (asked, await asked.Witness.AddCheckpointAsync(signed, asked.Old, proof, cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return (asked, new WitnessAnswer.Refused($"it cannot be reached ({e.Message})"));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (asked, new WitnessAnswer.Refused($"it did not answer within {options.Value.WitnessPatience.TotalSeconds} s"));
        }
    }

    private static string Words(WitnessAnswer answer, long size) => answer switch
    {
        WitnessAnswer.KnowsAnother known when known.Size > size => $"it knows the log at {known.Size} entries, and it has {size}: the log was set back",
        WitnessAnswer.KnowsAnother => "it goes on while it is asked",
        WitnessAnswer.Refused refused => refused.Why,
        _ => throw new UnreachableException(),
    };

    private static async Task<long?> LastCosignedAsync(NpgsqlConnection connection, WitnessKey witness, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT max(size) FROM cosignatures WHERE witness = $1", connection);
        command.Parameters.AddWithValue(witness.ToString());
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    private async Task KeepAsync(NpgsqlConnection connection, long size, WitnessKey witness, string lines, CancellationToken cancellationToken)
    {
        // Another replica may have asked as well; one cosignature is enough.
        await using var command = new NpgsqlCommand("INSERT INTO cosignatures (size, witness, lines, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", connection);
        command.Parameters.AddWithValue(size);
        command.Parameters.AddWithValue(witness.ToString());
        command.Parameters.AddWithValue(lines);
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Tell(string? now)
    {
        if (now is not null && now != trouble)
        {
            Log.NotCosigned(logger, now);
        }

        trouble = now;
    }

    /// <param name="Witness">Who is asked.</param>
    /// <param name="Old">Entries of the last checkpoint that it cosigned, as far as known.</param>
    private sealed record Asked(Witness Witness, long Old);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The log is signed, and not cosigned: {Trouble}")]
        public static partial void NotCosigned(ILogger logger, string trouble);
    }
}
