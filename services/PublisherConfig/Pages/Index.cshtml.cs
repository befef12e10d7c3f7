using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>The projects with their publishers, and the form for a new one.</summary>
[Needs(Need.Identity, Post = Need.CreateProject)]
internal sealed class IndexModel(PublisherConfigDb db, CreateProject createProject, IOptions<ProjectOptions> options) : PageModel
{
    private const int PageSize = 25;

    [FromQuery(Name = "search")]
    public string? Search { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    public new ProjectPage Page { get; private set; } = new([], 0, null);

    public bool MayCreate => Rights.Has(Need.CreateProject, HttpContext.Caller(), null, options.Value.AnyoneMayCreate);

    /// <summary>What was typed into the form.</summary>
    public string? Name { get; private set; }

    public string? NameError { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Page = await ProjectQueries.ListAsync(db, HttpContext.Caller(), Search ?? "", After ?? "", PageSize, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] string? name, CancellationToken cancellationToken)
    {
        if (!ProjectName.TryParse(name, out var parsed, out var refusal))
        {
            return await ShowAgainAsync(name, refusal, cancellationToken);
        }

        return await createProject.ExecuteAsync(parsed, HttpContext.Caller(), cancellationToken) switch
        {
            CreateProjectOutcome.Created => Redirect($"/projects/{parsed.Normalized}"),
            CreateProjectOutcome.Exists => await ShowAgainAsync(name, $"There is a project {parsed.Normalized} already.", cancellationToken),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<IActionResult> ShowAgainAsync(string? name, string error, CancellationToken cancellationToken)
    {
        (Name, NameError) = (name, error);
        await OnGetAsync(cancellationToken);
        return new PageResult { StatusCode = StatusCodes.Status422UnprocessableEntity };
    }
}
