using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Explain;

/// <summary>
/// Tells the owner of a project why a job can or cannot publish it. The ID token that is shown is handed to the exchange and
/// forgotten: it is neither kept nor logged, and stays good.
/// </summary>
internal static class ExplainEndpoints
{
    public const string IdTokenMember = "id_token";
    public const string ClaimsMember = "claims";

    /// <summary>In bytes.</summary>
    private const int MaxBodyLength = 48 * 1024;

    public static void MapExplain(this IEndpointRouteBuilder app) => app
        .MapPost("/api/projects/{name}/publishers/explain", Explain)
        .WithTags("Publishers")
        .Needs(Need.SeeProject)
        .WithName("ExplainPublishers")
        .WithSummary("Explain whether an ID token, or plain claims, would publish a project; nothing is consumed, minted or kept");

    private static async Task<Results<Ok<ExplainResponse>, ProblemHttpResult>> Explain(
        HttpContext context, PublisherConfigDb db, ProviderCatalog providers, ExchangeExplainer exchange, string name, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var body = await JsonBody.ReadWholeAsync(context.Request, MaxBodyLength, cancellationToken);
        if (body is JsonBody.Refused refused)
        {
            return refused.Problem;
        }

        if (FindShown(((JsonBody.Whole)body).Object) is not { } shown)
        {
            var errors = new FieldErrors();
            errors.Add(IdTokenMember, $"Give either {IdTokenMember}, a string, or {ClaimsMember}, an object, and nothing else.");
            return Problems.Invalid(StatusCodes.Status422UnprocessableEntity, Problems.InvalidExplanation, "There is nothing to explain.", errors);
        }

        if (await ProjectQueries.FindWithPublishersAsync(db, name, cancellationToken) is not { } project)
        {
            return Problems.UnknownProject();
        }

        try
        {
            var explanation = await exchange.ExplainAsync(shown, project.Publishers.Select(standing => standing.PublisherId), cancellationToken);
            return TypedResults.Ok(Respond(project, providers, explanation, isPlainClaims: shown.NameEquals(ClaimsMember)));
        }
        catch (HttpRequestException)
        {
            context.Response.Headers.RetryAfter = "2";
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, Problems.Unavailable, "The token exchange does not answer. Try again soon.");
        }
    }

    private static JsonProperty? FindShown(JsonElement body) => body.EnumerateObject().ToList() switch
    {
        [{ Name: IdTokenMember, Value.ValueKind: JsonValueKind.String } idToken] => idToken,
        [{ Name: ClaimsMember, Value.ValueKind: JsonValueKind.Object } claims] => claims,
        _ => null,
    };

    private static ExplainResponse Respond(Project project, ProviderCatalog providers, ExchangeExplanation explanation, bool isPlainClaims)
    {
        var titles = project.Publishers.ToDictionary(
            standing => standing.PublisherId, standing => providers.Of(standing.Publisher.Provider).Title(standing.Publisher.Fields));
        List<ExplainedPublisher> publishers =
        [
            .. explanation.Publishers
                .Select(publisher => publisher with { Title = titles.GetValueOrDefault(publisher.Id) })
                .OrderByDescending(publisher => publisher.Matches).ThenByDescending(publisher => publisher.IsNearest),
        ];
        return new ExplainResponse
        {
            WouldPublish = explanation.Problems.Count == 0 && publishers.Any(publisher => publisher.Matches),
            Verified = explanation.IsVerified,
            Summary = ExplanationSummary.Of(isPlainClaims, explanation.Problems, publishers),
            Problems = explanation.Problems,
            Publishers = publishers,
        };
    }
}
