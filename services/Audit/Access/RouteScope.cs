using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TrustedPublishing.Audit.Access;

/// <summary>
/// For which readers a route is. Unless it says more, it is for those who may see all entries: a new route that forgets about scopes is closed to
/// who may see one project only.
/// </summary>
internal static class RouteScope
{
    /// <summary>
    /// Also for readers of one project: the route reads entries through <see cref="Reading.EntryReader"/> alone, and numbers of them through
    /// <see cref="Charts.TallyReader"/>, which narrow them.
    /// </summary>
    public static T ServesOneProject<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new OneProject());

    /// <summary>For whoever shows the configured <c>Auditor:Token</c>.</summary>
    public static T ForTheOperatorOnly<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new OperatorOnly());

    /// <summary>The rule, for the policies.</summary>
    public static bool IsFor(AuthorizationHandlerContext authorization)
    {
        if (authorization.Resource is not HttpContext context || context.RequestServices.GetRequiredService<CurrentReader>().OrNobody is not { } reader)
        {
            return false;
        }

        return reader.IsOperator || (!IsOperatorOnly(context) && (reader.Project is null || context.GetEndpoint()?.Metadata.GetMetadata<OneProject>() is not null));
    }

    public static ProblemHttpResult Refuse(HttpContext context) => IsOperatorOnly(context)
        ? Problem("operator_only", "Only the operator's token may do this.")
        : Problem("scope_not_sufficient", "This would tell about other projects than the token is for.");

    private static bool IsOperatorOnly(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<OperatorOnly>() is not null;

    private static ProblemHttpResult Problem(string code, string title) => TypedResults.Problem(
        statusCode: StatusCodes.Status403Forbidden, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });

    private sealed class OneProject;

    private sealed class OperatorOnly;
}
