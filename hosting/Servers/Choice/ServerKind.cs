namespace TrustedPublishing.Hosting.Servers.Choice;

/// <summary>Where a server comes from.</summary>
internal enum ServerKind
{
    /// <summary>It runs already; the configuration holds its connection string.</summary>
    Given,

    /// <summary>A container, because Docker or Podman answers.</summary>
    Container,

    /// <summary>A process of a program that is installed on this machine.</summary>
    Local,

    /// <summary>A process of a program that was fetched into the cache folder.</summary>
    Fetched,
}
