using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.Pages;

internal static class PagesSetup
{
    /// <summary>Adds the console's pages. Each says what it needs, or that it is for everybody.</summary>
    /// <exception cref="InvalidOperationException">At the start: a page says neither.</exception>
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorPages(pages => pages.Conventions.AddFolderApplicationModelConvention("/", RequireSaying));
        builder.Services.Configure<MvcOptions>(mvc =>
            mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true);
    }

    private static void RequireSaying(PageApplicationModel page)
    {
        if (!page.HandlerTypeAttributes.Any(attribute => attribute is NeedsAttribute or AllowAnonymousAttribute))
        {
            throw new InvalidOperationException($"The page {page.ViewEnginePath} does not say who may open it.");
        }
    }
}
