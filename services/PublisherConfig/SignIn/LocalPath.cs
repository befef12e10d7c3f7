namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>Where a browser goes after signing in: a page of this site, and never another site's.</summary>
internal static class LocalPath
{
    /// <summary><paramref name="from"/> if it is a path on this site; else the first page.</summary>
    public static string Of(string? from) =>
        from is ['/', ..] and not ['/', '/' or '\\', ..] && from.Length <= 2000 && !from.Any(char.IsControl) ? from : "/";
}
