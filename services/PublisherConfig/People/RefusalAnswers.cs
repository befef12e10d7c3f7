using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using TrustedPublishing.PublisherConfig.Api;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>Tells who is not let in why: programs as problem details, people as a page.</summary>
internal sealed class RefusalAnswers : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler usual = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
        {
            await usual.HandleAsync(next, context, policy, authorizeResult);
            return;
        }

        var kind = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<Refusal>().Select(r => r.Kind).FirstOrDefault() ?? RefusalKind.NotPermitted;
        var isProgram = StatusPages.WantsProblems(context.Request.Path);
        if (kind == RefusalKind.SignInAgain && !isProgram)
        {
            context.Response.Redirect($"/sign-in?again=true&from={Uri.EscapeDataString(context.Request.Path)}");
        }
        else if (!isProgram)
        {
            context.Response.StatusCode = kind == RefusalKind.UnknownProject ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden;
        }
        else
        {
            await (kind == RefusalKind.UnknownProject ? Problems.UnknownProject() : Problems.NotAllowed()).ExecuteAsync(context);
        }
    }
}
