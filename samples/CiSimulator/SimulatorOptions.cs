using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.CiSimulator;

/// <summary>The section <c>Simulator</c>.</summary>
public sealed class SimulatorOptions
{
    public const string Section = "Simulator";

    /// <summary>The <c>aud</c> of a job that names none.</summary>
    [Required]
    public string Audience { get; set; } = "pypi";

    /// <summary>The base address of the exchange gateway that the page publishes to.</summary>
    [Required]
    public Uri ExchangeUrl { get; set; } = new("http://localhost:8080");

    /// <summary>The base address of the audit service, which the page only names.</summary>
    [Required]
    public Uri AuditUrl { get; set; } = new("http://localhost:8082");
}
