using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// The log as C2SP tlog-tiles, under <c>/log</c>. Hashes tell nothing of what was decided and are for everybody; entries are for auditors.
/// </summary>
internal static class LogEndpoints
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Bytes = "application/octet-stream";

    public static void MapLog(this IEndpointRouteBuilder app)
    {
        var log = app.MapGroup("/log").WithTags("Log").RequireRateLimiting(LogReaders.Policy).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        log.MapGet("/checkpoint", CheckpointAsync)
            .WithSummary("The last checkpoint: a signed note (C2SP tlog-checkpoint)")
            .AllowAnonymous().Produces(StatusCodes.Status200OK, contentType: Text).ProducesProblem(StatusCodes.Status404NotFound);
        log.MapGet("/key", (LogBook book) => TypedResults.Text($"{book.Key}\n", Text))
            .WithSummary("The public key of the checkpoints (C2SP signed-note). Get it from the operator by another way before you rely on it")
            .AllowAnonymous().Produces(StatusCodes.Status200OK, contentType: Text);
        log.MapGet("/key-handovers", (LogBook book) => TypedResults.Text(book.KeyHandovers.ToString(), Text))
            .WithSummary("How the key of the checkpoints changed: signed notes, the oldest first, each by the key before and the key after. Empty as long as the log has its first key")
            .AllowAnonymous().Produces(StatusCodes.Status200OK, contentType: Text);
        log.MapGet("/tile/entries/{**tile}", EntriesAsync)
            .WithSummary("An entry bundle (C2SP tlog-tiles): 256 entries, or fewer at the end of the log")
            .RequireAuthorization(Auditors.Api).Produces(StatusCodes.Status200OK, contentType: Bytes)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        log.MapGet("/tile/{level}/{**tile}", TileAsync)
            .WithSummary("A tile of the tree (C2SP tlog-tiles): 256 hashes, or fewer at its right end")
            .AllowAnonymous().Produces(StatusCodes.Status200OK, contentType: Bytes).ProducesProblem(StatusCodes.Status404NotFound);
        log.MapProofs();
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CheckpointAsync(LogBook book, CancellationToken cancellationToken) =>
        await book.LastAsync(cancellationToken) is { } last ? TypedResults.Text(last.Note.ToString(), Text) : NotThere("no_checkpoint", "The log was not signed yet.");

    private static Task<Results<FileContentHttpResult, ProblemHttpResult>> TileAsync(
        string level, string? tile, HttpContext http, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        AnswerAsync(http, level, tile, "public", database, (stored, one) => stored.ReadAsync(one, cancellationToken), cancellationToken);

    private static Task<Results<FileContentHttpResult, ProblemHttpResult>> EntriesAsync(
        string? tile, HttpContext http, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        AnswerAsync(
            http, "0", tile, "private", database, async (stored, one) => EntryBundle.Write(await stored.ReadEntriesAsync(one, cancellationToken)), cancellationToken);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> AnswerAsync(
        HttpContext http, string level, string? path, string whose, NpgsqlDataSource database, Func<StoredTiles, Tile, Task<byte[]>> read, CancellationToken cancellationToken)
    {
        if (!Tile.TryParse(level, path ?? "", out var tile))
        {
            return NotThere("unknown_tile", "This is no address of a tile.");
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var bytes = await read(new StoredTiles(connection), tile.Value);
            // What it says never changes: a wider tile has another address.
            http.Response.Headers.CacheControl = $"{whose}, max-age=31536000, immutable";
            return TypedResults.Bytes(bytes, Bytes);
        }
        catch (TileMissingException)
        {
            return NotThere("unknown_tile", "The log does not reach this tile.");
        }
    }

    internal static ProblemHttpResult NotThere(string code, string title) => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });
}
