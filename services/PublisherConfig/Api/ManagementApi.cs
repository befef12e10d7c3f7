namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>What all routes of the management API have in common.</summary>
internal static class ManagementApi
{
    public const string BearerScheme = "admin";

    /// <summary>Who calls, as the records name them.</summary>
    public static string By(this HttpContext context) => context.User.Identity?.Name
        ?? throw new InvalidOperationException("Nobody is signed in on a route that requires it.");
}
