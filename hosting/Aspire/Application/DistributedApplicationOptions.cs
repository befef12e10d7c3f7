namespace Aspire.Hosting;

/// <summary>How an application is built; tests set <see cref="DisableDashboard"/> and <see cref="ProjectDirectory"/>.</summary>
public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>The assembly that carries the AppHost's metadata, where it is not the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The folder that relative paths start from, where it is not the AppHost project's own.</summary>
    public string? ProjectDirectory { get; set; }

    public bool DisableDashboard { get; set; }

    /// <summary>Accepted for source compatibility: dashboard and telemetry run on plain HTTP on loopback here.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}
