using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>Changes members and invitations: a dangerous change, since owners decide who may publish.</summary>
[Needs(Need.ManageProject, IsDangerous = true)]
internal sealed class ManageMembersModel(
    PublisherConfigDb db, TimeProvider time, ChangeMember changeMember, Invitations invitations, InvitationLinks links) : PageModel
{
    public MembersModel Shown { get; } = new(db, time);

    /// <summary>Shown once.</summary>
    public string? NewLink { get; private set; }

    public string? Error { get; private set; }

    public Task<IActionResult> OnGetAsync(string name, CancellationToken cancellationToken) => ShowAsync(name, cancellationToken);

    public async Task<IActionResult> OnPostInviteAsync(string name, [FromForm] string? role, CancellationToken cancellationToken)
    {
        if (ProjectRoles.Read(role) is not { } read)
        {
            return await RefuseAsync(name, "A role is owner or maintainer.", cancellationToken);
        }

        switch (await invitations.IssueAsync(name, read, HttpContext.By(), cancellationToken))
        {
            case IssueOutcome.Issued issued:
                NewLink = links.To(Request, issued.Secret);
                return await ShowAsync(name, cancellationToken);
            case IssueOutcome.TooMany:
                return await RefuseAsync(name, $"There are {Invitations.MaxOpen} open invitations already. Withdraw one first.", cancellationToken);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostWithdrawAsync(string name, [FromForm] Guid id, CancellationToken cancellationToken) =>
        await invitations.WithdrawAsync(name, id, HttpContext.By(), cancellationToken)
            ? Redirect(Here(name))
            : await RefuseAsync(name, "This invitation is over: it was accepted, withdrawn, or it expired.", cancellationToken);

    public async Task<IActionResult> OnPostChangeAsync(string name, [FromForm] Guid id, [FromForm] string? role, CancellationToken cancellationToken) =>
        role == "none" || ProjectRoles.Read(role) is not null
            ? await changeMember.ExecuteAsync(name, id, ProjectRoles.Read(role), HttpContext.Caller(), cancellationToken) switch
            {
                ChangeMemberOutcome.Done => Redirect(Here(name)),
                ChangeMemberOutcome.LastOwner => await RefuseAsync(name, "A project keeps at least one owner. Make somebody else an owner first.", cancellationToken),
                ChangeMemberOutcome.UnknownMember => await RefuseAsync(name, "This person is no member any more.", cancellationToken),
                _ => NotFound(),
            }
            : await RefuseAsync(name, "A role is owner or maintainer.", cancellationToken);

    private static string Here(string name) => $"/projects/{ProjectName.Normalize(name)}/members/manage";

    private async Task<IActionResult> RefuseAsync(string name, string error, CancellationToken cancellationToken)
    {
        Error = error;
        var shown = await ShowAsync(name, cancellationToken);
        return shown is PageResult page ? Refused(page) : shown;

        static PageResult Refused(PageResult page)
        {
            page.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return page;
        }
    }

    private async Task<IActionResult> ShowAsync(string name, CancellationToken cancellationToken) =>
        await Shown.OnGetAsync(name, cancellationToken) is NotFoundResult ? NotFound() : Page();
}
