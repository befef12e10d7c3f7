using System.ComponentModel.DataAnnotations;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>Section <c>Log</c>: how the log is signed.</summary>
internal sealed class LogOptions
{
    public const string Section = "Log";
    public const string KeyPathSetting = $"{Section}:{nameof(KeyPath)}";

    /// <summary>The log's name for ever, for example <c>audit.example.org/log</c>. Read once, when the key is made, which carries it from then on.</summary>
    public const string OriginSetting = $"{Section}:Origin";

    /// <summary>The file with the log's private key.</summary>
    [Required]
    public string KeyPath { get; set; } = "";

    /// <summary>A folder outside the database that keeps what was signed: of each day the last checkpoint.</summary>
    [Required]
    public string CheckpointFolder { get; set; } = "";

    /// <summary>How often the log is signed if it has grown: 0.1 seconds to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Who is asked to cosign each checkpoint (C2SP tlog-witness).</summary>
    public IList<WitnessOptions> Witnesses { get; } = [];

    /// <summary>How long a checkpoint waits for its witnesses before it is published without those that did not answer: 0.1 seconds to a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan WitnessPatience { get; set; } = TimeSpan.FromSeconds(2);
}

internal sealed class WitnessOptions
{
    /// <summary>The submission prefix, for example <c>https://witness.example.org/</c>.</summary>
    public Uri? Url { get; set; }

    /// <summary>The witness's public key, <c>&lt;name&gt;+&lt;id&gt;+&lt;base64&gt;</c>.</summary>
    public string Key { get; set; } = "";

    public bool IsValid => Url is { IsAbsoluteUri: true, Scheme: "http" or "https" } && WitnessKey.TryParse(Key, out _);
}
