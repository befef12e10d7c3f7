using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TrustedPublishing.TokenExchange.Explain;

/// <param name="PublisherIds">Publishers of one project: what is answered is about these only.</param>
/// <param name="IdToken">Either this …</param>
/// <param name="Claims">… or this, a JSON object.</param>
internal sealed record ExplainRequest(IReadOnlyList<Guid>? PublisherIds, string? IdToken, JsonElement? Claims)
{
    public override string ToString() => nameof(ExplainRequest);
}

/// <summary>For PublisherConfig alone, which knows who may ask about which project.</summary>
internal static class ExplainEndpoint
{
    public static void MapExplain(this RouteGroupBuilder routes) => routes.MapPost("/explain", Explain);

    private static async Task<Results<Ok<Explanation>, ProblemHttpResult>> Explain(
        HttpContext http, ExplainRequest request, Explainer explainer, CancellationToken cancellationToken)
    {
        try
        {
            return request switch
            {
                { PublisherIds: { } ids, IdToken: { } idToken, Claims: null } => TypedResults.Ok(await explainer.ExplainAsync(idToken, ids, cancellationToken)),
                { PublisherIds: { } ids, IdToken: null, Claims: { ValueKind: JsonValueKind.Object } claims } =>
                    TypedResults.Ok(await explainer.ExplainAsync(claims, ids, cancellationToken)),
                _ => TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The request is not what was agreed."),
            };
        }
        catch (UnavailableException e)
        {
            http.Response.Headers.RetryAfter = "2";
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: e.Message);
        }
    }
}
