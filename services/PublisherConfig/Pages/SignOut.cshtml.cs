using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TrustedPublishing.PublisherConfig.Console;

namespace TrustedPublishing.PublisherConfig.Pages;

internal sealed class SignOutModel : PageModel
{
    public RedirectResult OnGet() => Redirect("/");

    public async Task<RedirectResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(ConsoleSession.Scheme);
        return Redirect("/sign-in");
    }
}
