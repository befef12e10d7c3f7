using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>A project's members, and the links with which others become members.</summary>
[Needs(Need.SeeProject)]
internal sealed class MembersModel(PublisherConfigDb db, TimeProvider time) : PageModel
{
    public Project Project { get; private set; } = null!;

    public IReadOnlyList<ProjectMember> Members { get; private set; } = [];

    public IReadOnlyList<Invitation> Open { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken cancellationToken)
    {
        if (await ProjectQueries.FindAsync(db, name, cancellationToken) is not { } project)
        {
            return NotFound();
        }

        Project = project;
        Members = await MemberQueries.MembersAsync(db, project, cancellationToken);
        Open = await MemberQueries.OpenInvitationsAsync(db, project, time.GetUtcNow(), cancellationToken);
        return Page();
    }
}
