using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Charts;

/// <summary><c>/charts</c> for people, <c>/api/tallies</c> for programs: the same numbers.</summary>
internal static class ChartEndpoints
{
    private const string OtherProject = "is not the one that your token is for. Leave it out.";

    public static void MapCharts(this WebApplication app) =>
        app.MapGet("/charts", ShowAsync).ExcludeFromDescription().RequireAuthorization(Auditors.Pages).ServesOneProject();

    public static void MapTallies(this IEndpointRouteBuilder api) => api.MapGet("/tallies", ReadAsync)
        .WithTags("Tallies")
        .ServesOneProject()
        .WithSummary("How many grants and refusals there were: over time, by reason, by provider")
        .WithDescription("Entries are counted about a second after they are appended; counted_to says up to which. A project that nobody asked for before is counted now, for up to two seconds: compare counted_to with head.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<JsonHttpResult<TallyDocument>, ProblemHttpResult>> ReadAsync(
        [AsParameters] ChartParameters asked, HttpRequest request, TallyReader tallies, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        foreach (var (name, values) in request.Query)
        {
            if (!ChartParameters.Names.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(name, "is not a parameter here.");
            }
            else if (values.Count > 1)
            {
                errors.Add(name, "is given more than once.");
            }
        }

        return await FindAsync(asked, errors, tallies, time, cancellationToken) is { } found
            ? TypedResults.Json(found, TalliesJson.Default.TallyDocument)
            : errors.ToProblem();
    }

    private static async Task<RazorComponentResult<ChartsView>> ShowAsync(
        [AsParameters] ChartParameters asked, TallyReader tallies, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        var found = await FindAsync(asked, errors, tallies, time, cancellationToken);
        var page = new ChartPage(asked, found, string.Join(' ', errors.Sentences));
        return new RazorComponentResult<ChartsView>(new { Page = page }) { StatusCode = found is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK };
    }

    private static async Task<TallyDocument?> FindAsync(
        ChartParameters asked, ParameterErrors errors, TallyReader tallies, TimeProvider time, CancellationToken cancellationToken)
    {
        if (asked.Read(time.GetUtcNow(), errors) is not { } question || errors.Any)
        {
            return null;
        }

        var found = await tallies.ReadAsync(question, cancellationToken);
        if (found is null)
        {
            errors.Add("project", OtherProject);
        }

        return found;
    }
}
