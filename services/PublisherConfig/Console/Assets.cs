using Microsoft.Extensions.FileProviders;

namespace TrustedPublishing.PublisherConfig.Console;

/// <summary>Style sheet and icon, from inside the assembly: they are there wherever the service is started from.</summary>
internal static class Assets
{
    public static void UseAssets(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        RequestPath = "/assets",
        FileProvider = new EmbeddedFileProvider(typeof(Assets).Assembly, "TrustedPublishing.PublisherConfig.Assets"),
        OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "public, max-age=300",
    });
}
