using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>Section <c>Tokens</c>: the API tokens that this installation mints.</summary>
internal sealed class TokenOptions
{
    public const string Section = "Tokens";

    /// <summary>Unique to this installation; part of every root key, so that rings copied elsewhere sign nothing here.</summary>
    [Required]
    [StringLength(128, MinimumLength = 8)]
    public string InstallationId { get; set; } = "";

    /// <summary>Path of the key ring, a file that only the service's user can read. The <c>migrate</c> step makes it.</summary>
    [Required]
    public string RingPath { get; set; } = "";

    /// <summary>Begins every token, so that secret scanners recognise it: 1 to 16 lower-case letters, digits, <c>-</c> or <c>_</c>.</summary>
    [RegularExpression("^[a-z0-9_-]{1,16}$")]
    public string Prefix { get; set; } = "tpa-";

    /// <summary>How long a token lives: 1 minute to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);
}
