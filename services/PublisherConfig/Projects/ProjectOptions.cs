namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>Section <c>Projects</c>: who may claim a name.</summary>
internal sealed class ProjectOptions
{
    public const string Section = "Projects";

    /// <summary>
    /// Whether everybody who signs in may create projects, and so own names. Off, only operators do: whoever owns a name here can
    /// publish it in the registry.
    /// </summary>
    public bool AnyoneMayCreate { get; set; }
}
