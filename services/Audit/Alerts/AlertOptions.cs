using System.ComponentModel.DataAnnotations;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>Section <c>Alerts</c>.</summary>
internal sealed class AlertOptions : IValidatableObject
{
    public const string Section = "Alerts";

    /// <summary>False: this replica does not look at all. What comes meanwhile is looked at by whoever looks later.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Codes of rules whose alerts are not raised. They go on remembering, so that nothing is new to them when they are switched on again.</summary>
    public IList<string> Off { get; } = [];

    /// <summary>A burst is so many refusals within this time.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan BurstWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Refusals for one project, or of one repository, that are a burst.</summary>
    [Range(2, 1000)]
    public int BurstThreshold { get; set; } = 20;

    /// <summary>Refusals of one issuer's ID tokens that are a burst.</summary>
    [Range(2, 1000)]
    public int IssuerBurstThreshold { get; set; } = 200;

    /// <summary>How soon after a publish the removal of its publisher is striking.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan RemovalWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For so long a pinned id mismatch or a replay of the same publisher is not said again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan QuietFor { get; set; } = TimeSpan.FromHours(1);

    public AlertLimits Limits => new(BurstWindow, BurstThreshold, IssuerBurstThreshold, RemovalWindow, QuietFor);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var known = AlertRules.Of(Limits).Select(rule => rule.Name).ToList();
        return Off.Except(known, StringComparer.Ordinal)
            .Select(name => new ValidationResult($"{Section}:{nameof(Off)}: '{name}' is not one of {string.Join(", ", known)}."));
    }
}

/// <summary>The windows and thresholds that the rules go by.</summary>
internal sealed record AlertLimits(TimeSpan BurstWindow, int BurstThreshold, int IssuerBurstThreshold, TimeSpan RemovalWindow, TimeSpan QuietFor);
