using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>Asks before a publisher is removed.</summary>
[Needs(Need.ManageProject, IsDangerous = true)]
internal sealed class RemovePublisherModel(PublisherConfigDb db, RemovePublisher removePublisher) : PageModel
{
    public Project Project { get; private set; } = null!;

    public Publisher Publisher { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string name, Guid id, CancellationToken cancellationToken)
    {
        var project = await ProjectQueries.FindWithPublishersAsync(db, name, cancellationToken);
        if (project?.Publishers.SingleOrDefault(standing => standing.PublisherId == id) is not { } found)
        {
            return NotFound();
        }

        (Project, Publisher) = (project, found.Publisher);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string name, Guid id, CancellationToken cancellationToken) =>
        await removePublisher.ExecuteAsync(name, id, HttpContext.By(), cancellationToken) is RemovePublisherOutcome.Removed
            ? Redirect($"/projects/{ProjectName.Normalize(name)}")
            : NotFound();
}
