using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>Asks for the caller's role in the project that the route names, and lets <see cref="Rights"/> decide.</summary>
internal sealed class NeedHandler(PublisherConfigDb db, IOptions<ProjectOptions> options, TimeProvider time) : AuthorizationHandler<NeedRequirement>
{
    /// <summary>The route value that names a project, in any spelling.</summary>
    public const string ProjectRouteValue = "name";

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, NeedRequirement requirement)
    {
        if (context.Resource is not HttpContext http || Caller.Of(context.User) is not { } caller)
        {
            return;
        }

        var isRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var need = isRead ? requirement.Read : requirement.Post;
        var role = need is Need.SeeProject or Need.ManageProject ? await FindRoleAsync(http, caller) : null;
        http.Features.Set(new RoleOfRequest(role));
        if (!Rights.Has(need, caller, role, options.Value.AnyoneMayCreate))
        {
            // Whoever may not see a project is not told that there is one.
            var hides = need is Need.SeeProject or Need.ManageProject && role is null && !caller.SeesEverything;
            context.Fail(new Refusal(this, hides ? RefusalKind.UnknownProject : RefusalKind.NotPermitted));
        }
        else if (requirement.IsDangerous && !Rights.IsFresh(caller, time.GetUtcNow()))
        {
            context.Fail(new Refusal(this, RefusalKind.SignInAgain));
        }
        else
        {
            context.Succeed(requirement);
        }
    }

    private async Task<ProjectRole?> FindRoleAsync(HttpContext http, Caller caller)
    {
        if (caller.IsOperator || caller.PersonId is not { } person || !ProjectName.TryParse(http.GetRouteValue(ProjectRouteValue) as string, out var name, out _))
        {
            return null;
        }

        return await db.ProjectMembers.Where(m => m.PersonId == person && m.Project.NormalizedName == name.Normalized)
            .Select(m => (ProjectRole?)m.Role).SingleOrDefaultAsync(http.RequestAborted);
    }
}

/// <summary>What the caller is in the project that the route names.</summary>
internal sealed record RoleOfRequest(ProjectRole? Role);

internal enum RefusalKind
{
    NotPermitted,
    UnknownProject,
    SignInAgain,
}

/// <summary>Why somebody who is signed in was not let in.</summary>
internal sealed class Refusal(IAuthorizationHandler handler, RefusalKind kind) : AuthorizationFailureReason(handler, kind.ToString())
{
    public RefusalKind Kind { get; } = kind;
}
