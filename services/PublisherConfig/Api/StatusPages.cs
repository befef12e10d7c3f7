namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>An empty error answer gets a body: problem details for programs, a page for people.</summary>
internal static class StatusPages
{
    /// <summary>Where a program asks, an error is problem details; everywhere else it is a page.</summary>
    public static bool WantsProblems(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/internal", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler("/error/500");
        app.UseWhen(context => !WantsProblems(context.Request.Path), pages => pages.UseStatusCodePagesWithReExecute("/error/{0}"));
        app.UseWhen(context => WantsProblems(context.Request.Path), api => api.UseStatusCodePages(context => ProblemOf(context.HttpContext).ExecuteAsync(context.HttpContext)));
    }

    private static IResult ProblemOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.Of(StatusCodes.Status404NotFound, Problems.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => Problems.Of(
            StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This address does not take this method."),
        var status => Problems.Of(status, "refused", "The request was refused."),
    };
}
