using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>Section <c>Refusals</c>: how many refusals are recorded in full before they are only counted.</summary>
internal sealed class RefusalOptions
{
    public const string Section = "Refusals";

    /// <summary>For one account or repository (the provider's immutable id), in a minute.</summary>
    [Range(1, 10_000)]
    public int PerAccountAndMinute { get; set; } = 30;

    /// <summary>For all together, in a second.</summary>
    [Range(1, 10_000)]
    public int PerSecond { get; set; } = 50;
}
