using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.Audit.Streaming;

/// <summary>The section <c>Stream</c>.</summary>
internal sealed class StreamOptions
{
    public const string Section = "Stream";

    /// <summary>A comment is sent after so much silence, so that proxies keep the connection and readers notice its loss.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Streams at once on this replica; one more is answered 503.</summary>
    [Range(1, 100_000)]
    public int MaximumReaders { get; set; } = 500;
}
