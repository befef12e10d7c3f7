using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>Where the link of an invitation leads: says to what, and asks before it is accepted.</summary>
[Needs(Need.Identity)]
internal sealed class InvitationModel(Invitations invitations) : PageModel
{
    [FromQuery(Name = "secret")]
    public string? Secret { get; set; }

    /// <summary>Null if it is over.</summary>
    public Invitation? Found { get; private set; }

    /// <summary>Whether a person is signed in, and not the operator's admin token.</summary>
    public bool IsPerson => HttpContext.Caller().PersonId is not null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Found = await invitations.FindOpenAsync(Secret ?? "", cancellationToken);
        return Found is null ? new PageResult { StatusCode = StatusCodes.Status404NotFound } : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (HttpContext.Caller().PersonId is not { } person)
        {
            return await OnGetAsync(cancellationToken);
        }

        return await invitations.AcceptAsync(Secret ?? "", person, HttpContext.By(), cancellationToken) switch
        {
            AcceptOutcome.Accepted accepted => Redirect($"/projects/{accepted.Project}"),
            AcceptOutcome.IsMember already => Redirect($"/projects/{already.Project}"),
            _ => await OnGetAsync(cancellationToken),
        };
    }
}
