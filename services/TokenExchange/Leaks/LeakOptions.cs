using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.TokenExchange.Leaks;

/// <summary>Section <c>LeakReports</c>.</summary>
internal sealed class LeakOptions
{
    public const string Section = "LeakReports";

    /// <summary>How many reports one address (IPv6: one /64 network) may send in a minute.</summary>
    [Range(1, 100_000)]
    public int PerAddressAndMinute { get; set; } = 60;
}
