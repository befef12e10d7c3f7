using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using TrustedPublishing.PublisherConfig.Console;

namespace TrustedPublishing.PublisherConfig.Pages;

internal static class PagesSetup
{
    /// <summary>Adds the console's pages; each needs a session unless it says otherwise.</summary>
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorPages(pages => pages.Conventions.ConfigureFilter(new AuthorizeFilter(ConsoleSession.Policy)));
        builder.Services.Configure<MvcOptions>(mvc =>
            mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true);
    }
}
