using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>The section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";
    public const string KeyPathSetting = $"{Section}:KeyPath";

    /// <summary>Whether addresses inside the house may be told, also without TLS. Nobody else should be able to make the service ask there.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How often an entry is tried before it becomes a dead letter.</summary>
    [Range(1, 50)]
    public int MaximumTries { get; set; } = 12;

    /// <summary>After the first try; twice as long after each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>From the connection to the answer's status.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:20")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    [Range(0, 1000)]
    public int Maximum { get; set; } = 50;
}
