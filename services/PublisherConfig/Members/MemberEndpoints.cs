using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>A project's members and invitations in the management API.</summary>
internal static class MemberEndpoints
{
    private const string RoleMember = "role";

    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var members = app.MapGroup("/api/projects/{name}/members").WithTags("Members");
        members.MapGet("/", List).Needs(Need.SeeProject).WithName("ListMembers").WithSummary("List the members of a project");
        members.MapPut("/{id:guid}", Change).Needs(Need.ManageProject).WithName("ChangeMember").WithSummary("Give a member another role");
        members.MapDelete("/{id:guid}", Remove).Needs(Need.ManageProject).WithName("RemoveMember").WithSummary("Remove a member from a project");
        var invitations = app.MapGroup("/api/projects/{name}/invitations").WithTags("Members");
        invitations.MapGet("/", ListInvitations).Needs(Need.ManageProject).WithName("ListInvitations").WithSummary("List the invitations that can still be accepted");
        invitations.MapPost("/", Issue).Needs(Need.ManageProject).WithName("IssueInvitation").WithSummary("Invite somebody: a link that one person can accept within 7 days");
        invitations.MapDelete("/{id:guid}", Withdraw).Needs(Need.ManageProject).WithName("WithdrawInvitation").WithSummary("Withdraw an invitation");
    }

    private static async Task<Results<Ok<MemberListResponse>, ProblemHttpResult>> List(PublisherConfigDb db, string name, CancellationToken cancellationToken) =>
        await ProjectQueries.FindAsync(db, name, cancellationToken) is { } project
            ? TypedResults.Ok(new MemberListResponse { Members = [.. (await MemberQueries.MembersAsync(db, project, cancellationToken)).Select(MemberResponse.Of)] })
            : Problems.UnknownProject();

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        HttpContext context, ChangeMember changeMember, string name, Guid id, CancellationToken cancellationToken)
    {
        var (role, refused) = await ReadRoleAsync(context, cancellationToken);
        return refused ?? Answer(await changeMember.ExecuteAsync(name, id, role, context.Caller(), cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        HttpContext context, ChangeMember changeMember, string name, Guid id, CancellationToken cancellationToken) =>
        Answer(await changeMember.ExecuteAsync(name, id, null, context.Caller(), cancellationToken));

    private static async Task<Results<Ok<InvitationListResponse>, ProblemHttpResult>> ListInvitations(
        PublisherConfigDb db, TimeProvider time, string name, CancellationToken cancellationToken)
    {
        if (await ProjectQueries.FindAsync(db, name, cancellationToken) is not { } project)
        {
            return Problems.UnknownProject();
        }

        var open = await MemberQueries.OpenInvitationsAsync(db, project, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new InvitationListResponse { Invitations = [.. open.Select(invitation => InvitationResponse.Of(invitation))] });
    }

    private static async Task<Results<Created<InvitationResponse>, ProblemHttpResult>> Issue(
        HttpContext context, Invitations invitations, InvitationLinks links, string name, CancellationToken cancellationToken)
    {
        var (role, refused) = await ReadRoleAsync(context, cancellationToken);
        if (refused is not null || role is null)
        {
            return refused!;
        }

        return await invitations.IssueAsync(name, role.Value, context.By(), cancellationToken) switch
        {
            IssueOutcome.Issued issued => TypedResults.Created(
                $"/api/projects/{ProjectName.Normalize(name)}/invitations/{issued.Invitation.Id}",
                InvitationResponse.Of(issued.Invitation, links.To(context.Request, issued.Secret))),
            IssueOutcome.UnknownProject => Problems.UnknownProject(),
            IssueOutcome.TooMany => Problems.Of(StatusCodes.Status409Conflict, Problems.TooManyInvitations, $"A project has at most {Invitations.MaxOpen} open invitations."),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(
        HttpContext context, Invitations invitations, string name, Guid id, CancellationToken cancellationToken) =>
        await invitations.WithdrawAsync(name, id, context.By(), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, Problems.InvitationNotFound, "The project has no open invitation with this id.");

    private static async Task<(ProjectRole? Role, ProblemHttpResult? Refused)> ReadRoleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is JsonBody.Refused refused)
        {
            return (null, refused.Problem);
        }

        var members = (JsonBody.Members)body;
        var (errors, role) = (new FieldErrors(), ProjectRoles.Read(members.Values.GetValueOrDefault(RoleMember)));
        if (role is null)
        {
            errors.Add(RoleMember, "A role is owner or maintainer.");
        }

        foreach (var member in members.Values.Keys.Where(member => member != RoleMember))
        {
            errors.Add(member, $"There is no such field. The field is {RoleMember}.");
        }

        members.Correct(errors, member => member == RoleMember);
        return errors.Any
            ? (null, Problems.Invalid(StatusCodes.Status422UnprocessableEntity, Problems.InvalidRole, "The role is not valid.", errors))
            : (role, null);
    }

    private static Results<NoContent, ProblemHttpResult> Answer(ChangeMemberOutcome outcome) => outcome switch
    {
        ChangeMemberOutcome.Done => TypedResults.NoContent(),
        ChangeMemberOutcome.UnknownProject => Problems.UnknownProject(),
        ChangeMemberOutcome.UnknownMember => Problems.Of(StatusCodes.Status404NotFound, Problems.MemberNotFound, "No member of the project has this id."),
        ChangeMemberOutcome.LastOwner => Problems.Of(StatusCodes.Status409Conflict, Problems.LastOwner, "A project keeps at least one owner."),
        _ => throw new UnreachableException(),
    };
}
