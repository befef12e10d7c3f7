using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>Section <c>Publishers</c>: how long a publisher may wait for its ids.</summary>
internal sealed class PinOptions
{
    public const string Section = "Publishers";

    /// <summary>From its registration until it stops matching if no exchange has pinned it: 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan PinWindow { get; set; } = TimeSpan.FromDays(7);
}
