namespace TrustedPublishing.Audit.Alerts;

/// <summary>What a rule remembers something about: a project, a publisher, a repository of a project.</summary>
/// <param name="Rule">The rule's code.</param>
/// <param name="Text">Whatever tells it from others of this rule. Only a digest of it is stored.</param>
internal readonly record struct Subject(string Rule, string Text);

/// <summary>Something that was seen: when, in which entry, and how many times.</summary>
internal sealed record Sighting(DateTimeOffset At, long Index, long Count = 1);

/// <summary>What a rule remembers about a subject.</summary>
internal sealed record Remembered
{
    /// <summary>Beyond a rule's window: entries may come into the log late and out of order.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    public IReadOnlyList<Sighting> Seen { get; init; } = [];

    /// <summary>When the last alert about it was raised, in the time of the entries.</summary>
    public DateTimeOffset? RaisedAt { get; init; }

    /// <summary>Forgotten once the log has come to this time of its appending; null: never.</summary>
    public DateTimeOffset? ForgetAfter { get; init; }

    /// <summary>Whether an alert was raised within this time of <paramref name="at"/>.</summary>
    public bool WasRaisedWithin(TimeSpan window, DateTimeOffset at) => RaisedAt is { } raised && (at - raised).Duration() < window;

    /// <summary>With what came now; what is not needed to count to the threshold within the window falls off.</summary>
    public Remembered With(Sighting now, TimeSpan window, int threshold)
    {
        var seen = Seen.Append(now).OrderBy(one => one.At).ToList();
        var newest = seen[^1].At;
        return this with { Seen = [.. seen.Where(one => newest - one.At < window).TakeLast(threshold)] };
    }

    public Remembered Until(SeenEntry entry, TimeSpan window) => this with { ForgetAfter = (entry.At > entry.AppendedAt ? entry.At : entry.AppendedAt) + window + Slack };
}

/// <summary>The memory of the rules while they look at some entries: what was stored before, and what has changed since.</summary>
internal sealed class AlertMemory(IReadOnlyDictionary<Subject, Remembered> stored)
{
    private readonly Dictionary<Subject, Remembered> changed = [];

    public IReadOnlyDictionary<Subject, Remembered> Changed => changed;

    /// <summary>Null for what is seen for the first time.</summary>
    public Remembered? Recall(Subject subject) => changed.GetValueOrDefault(subject) ?? stored.GetValueOrDefault(subject);

    public void Keep(Subject subject, Remembered remembered) => changed[subject] = remembered;
}
