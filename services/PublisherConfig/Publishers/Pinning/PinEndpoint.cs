using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;

namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary><c>POST /internal/publishers/{id}/pin</c>, which the exchange calls before it commits the first token of a publisher.</summary>
internal static class PinEndpoint
{
    public static void MapPinning(this RouteGroupBuilder internals) => internals.MapPost("/publishers/{id:guid}/pin", Pin);

    private static async Task<Results<Ok<PinResponse>, ProblemHttpResult>> Pin(
        Guid id, PinRequest request, PinPublisher pinPublisher, CancellationToken cancellationToken) =>
        await pinPublisher.ExecuteAsync(id, request.Ids ?? [], request.IdTokenDigest, cancellationToken) switch
        {
            PinOutcome.Pinned { Publisher: var publisher } => TypedResults.Ok(new PinResponse(publisher.Id, publisher.Revision, publisher.OrderedIds)),
            PinOutcome.UnknownPublisher => Problems.UnknownPublisher(),
            PinOutcome.InvalidIds { Provider: var provider } => Problems.Of(
                StatusCodes.Status422UnprocessableEntity, PinProblems.InvalidIds, $"A publisher of the provider {provider} is pinned to other claims."),
            PinOutcome.PinnedOtherwise => Problems.Of(
                StatusCodes.Status409Conflict, PinProblems.PinnedOtherwise, "The publisher is pinned to other ids."),
            PinOutcome.WindowOver => Problems.Of(
                StatusCodes.Status409Conflict, PinProblems.WindowOver, "The publisher was not pinned in time."),
            _ => throw new UnreachableException(),
        };
}

/// <summary>The ids of a verified ID token that matches the publisher by its names.</summary>
/// <param name="Ids">By claim name, for example <c>repository_id</c>.</param>
/// <param name="IdTokenDigest">SHA-256 of the ID token's signing input, lower-case hex, for the record.</param>
internal sealed record PinRequest(Dictionary<string, string>? Ids, string? IdTokenDigest);

/// <summary>The publisher as it is pinned now.</summary>
/// <param name="Id">The publisher.</param>
/// <param name="Revision">The feed shows the pin from this revision on.</param>
/// <param name="PinnedIds">By claim name.</param>
internal sealed record PinResponse(Guid Id, long Revision, IReadOnlyDictionary<string, string> PinnedIds);

/// <summary>Problem codes of pinning; the exchange reads them.</summary>
internal static class PinProblems
{
    public const string UnknownPublisher = Problems.PublisherNotFound;
    public const string InvalidIds = "invalid_ids";
    public const string PinnedOtherwise = "pinned_otherwise";
    public const string WindowOver = "pin_window_over";
}
