using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.SignIn;

namespace TrustedPublishing.PublisherConfig.Pages;

[Needs(Need.Identity)]
internal sealed class SignOutModel : PageModel
{
    public RedirectResult OnGet() => Redirect("/");

    public async Task<RedirectResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(SessionHandler.SchemeName);
        return Redirect("/sign-in");
    }
}
