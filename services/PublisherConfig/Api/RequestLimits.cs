namespace TrustedPublishing.PublisherConfig.Api;

internal static class RequestLimits
{
    /// <summary>In bytes. Nothing that is sent here is larger than a form; the management API has a limit of its own, below this.</summary>
    private const long MaxBodyLength = 64 * 1024;

    public static void LimitRequestBodies(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyLength);
}
