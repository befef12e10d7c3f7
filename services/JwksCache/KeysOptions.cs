using Microsoft.Extensions.Options;

namespace TrustedPublishing.JwksCache;

/// <summary>The section <c>Keys</c>.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>How long a fetched set counts as fresh when the issuer's <c>Cache-Control</c> names no <c>max-age</c>.</summary>
    public TimeSpan DefaultRefreshInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A shorter <c>max-age</c> counts as this.</summary>
    public TimeSpan MinimumRefreshInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A longer <c>max-age</c> counts as this, so it bounds how long a withdrawn key lives on.</summary>
    public TimeSpan MaximumRefreshInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>An issuer may answer 304 Not Modified for so long; then it is asked for the whole set again.</summary>
    public TimeSpan LongestUnchanged { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Unknown key ids cause at most one fetch of an issuer in this time. At least 60 seconds outside Development.</summary>
    public TimeSpan UnknownKeyCooldown { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Keys are served for so long after the last successful fetch while the issuer does not answer.</summary>
    public TimeSpan StaleLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>An issuer's keys are refreshed in the background for so long after they were last asked for.</summary>
    public TimeSpan NeededFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The pause after a first failed fetch; it doubles up to <see cref="LongestBackoff"/>.</summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For one document of an issuer, from the first connection to the last byte.</summary>
    public TimeSpan DocumentTimeLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For one document of an issuer, in bytes.</summary>
    public int DocumentSizeLimit { get; set; } = 256 * 1024;

    /// <summary>A JWK set with more keys is refused as a whole.</summary>
    public int MaximumKeys { get; set; } = 100;

    /// <summary>A caller waits no longer for a fetch than this; the fetch goes on. Callers give up after 5 seconds.</summary>
    public TimeSpan AnswerTimeLimit { get; set; } = TimeSpan.FromSeconds(4);
}

/// <summary>Stops the start when the section <c>Keys</c> makes no sense or weakens Production.</summary>
internal sealed class KeysOptionsRules(IHostEnvironment environment) : IValidateOptions<KeysOptions>
{
    private static readonly TimeSpan ShortestCooldown = TimeSpan.FromSeconds(60);

    public ValidateOptionsResult Validate(string? name, KeysOptions options)
    {
        var problems = Problems(options).ToList();
        if (!environment.IsDevelopment() && options.UnknownKeyCooldown < ShortestCooldown)
        {
            problems.Add($"Keys:UnknownKeyCooldown must be at least {ShortestCooldown} outside Development: anybody may send unknown key ids.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(KeysOptions o)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(o.MinimumRefreshInterval), o.MinimumRefreshInterval), (nameof(o.UnknownKeyCooldown), o.UnknownKeyCooldown),
            (nameof(o.LongestUnchanged), o.LongestUnchanged), (nameof(o.NeededFor), o.NeededFor), (nameof(o.FirstBackoff), o.FirstBackoff),
            (nameof(o.DocumentTimeLimit), o.DocumentTimeLimit), (nameof(o.AnswerTimeLimit), o.AnswerTimeLimit),
        ];
        foreach (var (name, value) in times.Where(t => t.Value <= TimeSpan.Zero))
        {
            yield return $"Keys:{name} is {value}: it must be more than nothing.";
        }

        if (o.DefaultRefreshInterval < o.MinimumRefreshInterval || o.MaximumRefreshInterval < o.DefaultRefreshInterval)
        {
            yield return "Keys: MinimumRefreshInterval <= DefaultRefreshInterval <= MaximumRefreshInterval must hold.";
        }

        if (o.StaleLimit < o.MaximumRefreshInterval || o.StaleLimit > TimeSpan.FromDays(7))
        {
            yield return "Keys:StaleLimit must lie between MaximumRefreshInterval and 7 days.";
        }

        if (o.LongestUnchanged > TimeSpan.FromDays(1))
        {
            yield return "Keys:LongestUnchanged is at most a day.";
        }

        if (o.LongestBackoff < o.FirstBackoff)
        {
            yield return "Keys:LongestBackoff must not be less than FirstBackoff.";
        }

        if (o.DocumentTimeLimit > TimeSpan.FromSeconds(30) || o.DocumentSizeLimit is < 1024 or > 4 * 1024 * 1024 || o.MaximumKeys is < 1 or > 1000)
        {
            yield return "Keys: DocumentTimeLimit is at most 30 seconds, DocumentSizeLimit 1 KiB to 4 MiB, MaximumKeys 1 to 1000.";
        }
    }
}
