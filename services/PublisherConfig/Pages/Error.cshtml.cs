using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>Shown in place of an empty error answer, for every method; it does not look at what was sent.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    // The path says what was asked for; what is answered is already decided.
    private int Status => HttpContext.Response.StatusCode;

    public string Heading => Status switch
    {
        StatusCodes.Status400BadRequest => "The form is too old",
        StatusCodes.Status403Forbidden => "Your role does not allow this",
        StatusCodes.Status404NotFound or StatusCodes.Status200OK => "There is nothing here",
        StatusCodes.Status429TooManyRequests => "Too many attempts",
        StatusCodes.Status503ServiceUnavailable => "Not available right now",
        >= StatusCodes.Status500InternalServerError => "Something went wrong here",
        _ => "The request was refused",
    };

    public string Explanation => Status switch
    {
        StatusCodes.Status400BadRequest => "Go back, load the page again and repeat the last step.",
        StatusCodes.Status403Forbidden => "Owners change who may publish a project, operators everything. Ask one of them.",
        StatusCodes.Status404NotFound or StatusCodes.Status200OK => "No page, project or publisher has this address.",
        StatusCodes.Status429TooManyRequests => "Wait a minute and try again.",
        StatusCodes.Status503ServiceUnavailable => "The database does not answer. Try again soon.",
        >= StatusCodes.Status500InternalServerError => "The operator's log says what.",
        _ => "This address does not take such a request.",
    };

    public void OnGet()
    {
        if (Status == StatusCodes.Status200OK)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    public void OnPost() => OnGet();
}
