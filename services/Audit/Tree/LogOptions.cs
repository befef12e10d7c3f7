using System.ComponentModel.DataAnnotations;

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
}
