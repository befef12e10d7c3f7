using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Erasure;

/// <summary><c>POST /api/erasures</c>: the operator erases personal values.</summary>
internal static class ErasureEndpoints
{
    public static void AddErasure(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Eraser>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ErasureJson.Default));
    }

    public static void MapErasures(this IEndpointRouteBuilder api) => api.MapPost("/erasures", EraseAsync)
        .WithTags("Erasures")
        .ForTheOperatorOnly()
        .Accepts<ErasureRequest>("application/json")
        .WithSummary("Erases personal values, by entry and by value; with dry_run, counts them")
        .WithDescription("What is erased is gone from this log; what a reader took out of it before is that reader's. No proof changes.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<ErasureDocument>, ProblemHttpResult>> EraseAsync(HttpRequest request, Eraser eraser, CancellationToken cancellationToken)
    {
        var (body, refused) = await JsonBody.ReadAsync(request, ErasureJson.Default.ErasureRequest, cancellationToken);
        if (body is null)
        {
            return refused!;
        }

        var errors = new ParameterErrors();
        if (body.Read(errors) is not { } wanted)
        {
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity, "invalid_erasure", "This cannot be erased.");
        }

        if (body.DryRun)
        {
            return TypedResults.Ok(ErasureDocument.Of(await eraser.CountAsync(wanted, cancellationToken), dryRun: true, recordedAs: null));
        }

        var (erased, recordedAs) = await eraser.EraseAsync(wanted, cancellationToken);
        return TypedResults.Ok(ErasureDocument.Of(erased, dryRun: false, recordedAs));
    }
}
