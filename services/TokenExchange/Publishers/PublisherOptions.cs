using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Section <c>Publishers</c>: how old the directory of trusted publishers may be.</summary>
internal sealed class PublisherOptions
{
    public const string Section = "Publishers";

    /// <summary>Oldest directory that an exchange may be decided by: 1 to 60 seconds. A removal works within this time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an exchange waits for a newer one before it fails with 503.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);
}
