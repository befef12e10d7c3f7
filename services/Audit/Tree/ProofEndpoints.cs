using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>That an entry is under a root (RFC 6962 §2.1.1), and what shows it: verify it against a checkpoint whose signature you checked.</summary>
public sealed record InclusionProof
{
    public required long Index { get; init; }

    /// <summary>Entries of the tree that the proof is for.</summary>
    public required long Size { get; init; }

    /// <summary>Lower-case hex, as all hashes here.</summary>
    public required string LeafHash { get; init; }
    public required string Root { get; init; }

    /// <summary>From the leaf upwards.</summary>
    public required IReadOnlyList<string> Hashes { get; init; }

    /// <summary>The last checkpoint, a signed note; null where another size was asked for.</summary>
    public required string? Checkpoint { get; init; }
}

/// <summary>That one tree begins with another (RFC 6962 §2.1.2), and what shows it.</summary>
public sealed record ConsistencyProof
{
    public required long From { get; init; }
    public required long To { get; init; }
    public required string FromRoot { get; init; }
    public required string ToRoot { get; init; }
    public required IReadOnlyList<string> Hashes { get; init; }

    /// <summary>The last checkpoint, a signed note; null where another size was asked for.</summary>
    public required string? Checkpoint { get; init; }
}

/// <summary>Proofs ready made, for whoever does not want to read tiles. They tell no more than the tiles do, and are for everybody as well.</summary>
internal static class ProofEndpoints
{
    public static void MapProofs(this IEndpointRouteBuilder log)
    {
        log.MapGet("/proof/inclusion", InclusionAsync)
            .WithSummary("Shows that an entry is in the log (RFC 6962 §2.1.1)")
            .AllowAnonymous().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        log.MapGet("/proof/consistency", ConsistencyAsync)
            .WithSummary("Shows that the log continues what it was (RFC 6962 §2.1.2)")
            .AllowAnonymous().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<InclusionProof>, ProblemHttpResult>> InclusionAsync(
        [FromQuery, Description("The entry's index.")] string? index,
        [FromQuery, Description("Entries of the tree; those of the last checkpoint if not given.")] string? size,
        LogBook book,
        NpgsqlDataSource database,
        CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var (leaf, asked) = (Count("index", index, errors), Count("size", size, errors));
        if (leaf is null && !errors.Any)
        {
            errors.Add("index", "is missing.");
        }

        return await ProveAsync<InclusionProof>(errors, asked, leaf is { } at and < long.MaxValue ? at + 1 : leaf, book, database, async (tree, signed) =>
        {
            var (root, hashes) = (await tree.RootAsync(cancellationToken), await tree.InclusionProofAsync(leaf!.Value, cancellationToken));
            return new InclusionProof
            {
                Index = leaf.Value,
                Size = tree.Size,
                LeafHash = Hex(await tree.LeafAsync(leaf.Value, cancellationToken)),
                Root = Hex(root),
                Hashes = [.. hashes.Select(Hex)],
                Checkpoint = signed,
            };
        }, cancellationToken);
    }

    private static async Task<Results<Ok<ConsistencyProof>, ProblemHttpResult>> ConsistencyAsync(
        [FromQuery, Description("Entries of the earlier tree.")] string? from,
        [FromQuery, Description("Entries of the later tree; those of the last checkpoint if not given.")] string? to,
        LogBook book,
        NpgsqlDataSource database,
        CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var (earlier, later) = (Count("from", from, errors), Count("to", to, errors));
        if (earlier is null && !errors.Any)
        {
            errors.Add("from", "is missing.");
        }

        return await ProveAsync<ConsistencyProof>(errors, later, earlier, book, database, async (tree, signed) => new ConsistencyProof
        {
            From = earlier!.Value,
            To = tree.Size,
            FromRoot = Hex(await tree.At(earlier.Value).RootAsync(cancellationToken)),
            ToRoot = Hex(await tree.RootAsync(cancellationToken)),
            Hashes = [.. (await tree.ConsistencyProofAsync(earlier.Value, cancellationToken)).Select(Hex)],
            Checkpoint = signed,
        }, cancellationToken);
    }

    /// <param name="errors">What is wrong with the call so far.</param>
    /// <param name="asked">The size that was asked for; null for that of the last checkpoint.</param>
    /// <param name="least">How large the tree must be for there to be a proof.</param>
    /// <param name="book">Knows the last checkpoint.</param>
    /// <param name="database">Has the tree.</param>
    /// <param name="prove">Makes the proof from a tree, and the checkpoint if it is for the signed one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private static async Task<Results<Ok<T>, ProblemHttpResult>> ProveAsync<T>(
        ParameterErrors errors, long? asked, long? least, LogBook book, NpgsqlDataSource database, Func<MerkleTree, string?, Task<T>> prove, CancellationToken cancellationToken)
    {
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await book.LastAsync(cancellationToken) is not { } last)
        {
            return LogEndpoints.NotThere("no_checkpoint", "The log was not signed yet.");
        }

        var size = asked ?? last.Checkpoint.Size;
        if (size > last.Checkpoint.Size || least > size)
        {
            return LogEndpoints.NotThere("beyond_checkpoint", $"The log is signed at {last.Checkpoint.Size} entries, and a proof is about trees up to that size.");
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            return TypedResults.Ok(await prove(new MerkleTree(size, new StoredTiles(connection)), size == last.Checkpoint.Size ? last.Note.ToString() : null));
        }
        catch (TileMissingException e)
        {
            return LogEndpoints.NotThere("tree_incomplete", $"There is no proof: {e.Message}");
        }
    }

    private static long? Count(string name, string? text, ParameterErrors errors)
    {
        var number = EntryParameters.ReadNumber(errors, name, text);
        if (number < 0)
        {
            errors.Add(name, "is negative.");
        }

        return number;
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InclusionProof))]
[JsonSerializable(typeof(ConsistencyProof))]
internal sealed partial class ProofJson : JsonSerializerContext;
