namespace TrustedPublishing.Audit.Access;

/// <summary>What every answer tells a browser: nothing from elsewhere, no frames, nothing kept, and no script but where a page has one of ours.</summary>
internal static class ResponseHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string WithScript = $"{ContentSecurityPolicy}; script-src 'self'; connect-src 'self'";

    /// <summary>The page brings a script of ours, which may ask this service.</summary>
    public static T RunsScript<T>(this T page)
        where T : IEndpointConventionBuilder => page.WithMetadata(new Script());

    public static void UseResponseHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<Script>() is null ? ContentSecurityPolicy : WithScript;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(context);
    });

    private sealed class Script;
}
