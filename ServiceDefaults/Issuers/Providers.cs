namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>The kinds of CI provider whose ID tokens this stack understands, as the management API spells them.</summary>
public static class Providers
{
    public const string GitHub = "github";
    public const string GitLab = "gitlab";
    public const string Google = "google";
    public const string ActiveState = "activestate";

    public static IReadOnlyList<string> All { get; } = [GitHub, GitLab, Google, ActiveState];
}
