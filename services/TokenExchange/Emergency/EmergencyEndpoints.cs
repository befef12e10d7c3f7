using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>
/// The emergency switches, for PublisherConfig's management API alone: it checks what operators send, and who they are.
/// docs/architecture.md describes them.
/// </summary>
internal static class EmergencyEndpoints
{
    public static void MapEmergency(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/emergency").AddEndpointFilter(SayWhenTheDatabaseIsAwayAsync);
        group.MapGet("/", List);
        group.MapPut("/", Set);
        group.MapDelete("/{id:guid}", Clear);
        group.MapPost("/revocations", Revoke);
    }

    private static async Task<Ok<SwitchListAnswer>> List(EmergencyStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SwitchListAnswer([.. (await store.ListAsync(cancellationToken)).Select(SwitchAnswer.Of)]));

    private static async Task<Results<Ok<SwitchAnswer>, Created<SwitchAnswer>, ProblemHttpResult>> Set(
        SetSwitchRequest request, EmergencyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        // PostgreSQL keeps microseconds: the answer is the same now and when it is read again.
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        if (request.ToSwitch(Guid.CreateVersion7(now), now) is not { } wanted)
        {
            return Malformed();
        }

        var (there, isNew) = await store.SetAsync(wanted, cancellationToken);
        return isNew ? TypedResults.Created((string?)null, SwitchAnswer.Of(there)) : TypedResults.Ok(SwitchAnswer.Of(there));
    }

    private static async Task<Results<Ok<SwitchAnswer>, ProblemHttpResult>> Clear(
        Guid id, string by, string reason, EmergencyStore store, CancellationToken cancellationToken)
    {
        if (!EmergencyText.IsGood(by, EmergencySwitch.MaxByLength) || !EmergencyText.IsGood(reason, EmergencySwitch.MaxReasonLength))
        {
            return Malformed();
        }

        return await store.ClearAsync(id, by, reason, cancellationToken) is { } cleared
            ? TypedResults.Ok(SwitchAnswer.Of(cleared))
            : Problem(StatusCodes.Status404NotFound, "switch_not_found", "No switch of this id is set.");
    }

    private static async Task<Results<Ok<RevokeTokensAnswer>, ProblemHttpResult>> Revoke(
        RevokeTokensRequest request, EmergencyStore store, CancellationToken cancellationToken) => request.ToScope() is { } scope
            ? TypedResults.Ok(new RevokeTokensAnswer(await store.RevokeAsync(scope, request.By!, request.Reason!, cancellationToken)))
            : Malformed();

    private static async ValueTask<object?> SayWhenTheDatabaseIsAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (NpgsqlException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "2";
            return Problem(StatusCodes.Status503ServiceUnavailable, "unavailable", "The database does not answer.");
        }
    }

    private static ProblemHttpResult Malformed() => Problem(StatusCodes.Status400BadRequest, "malformed_request", "The request is not what was agreed.");

    private static ProblemHttpResult Problem(int status, string code, string title) => TypedResults.Problem(
        statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });
}
