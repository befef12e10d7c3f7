using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Alerts.Rules;

/// <summary>
/// <c>refusal_burst</c>: many refusals within a window, for one project, of one repository or of one issuer; said once in the window. Refusals that are
/// only counted name no project and no repository, so they count for their issuer alone.
/// </summary>
internal sealed class RefusalBurstRule(AlertLimits limits) : IAlertRule
{
    private const int MaximumEntries = 100;

    public string Name => "refusal_burst";

    public IEnumerable<Subject> Subjects(SeenEntry entry) => Counts(entry).Select(count => count.Subject).Distinct();

    public IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory) =>
        [.. Counts(entry).Select(count => Add(entry, count, memory)).OfType<AlertRaised>()];

    private AlertRaised? Add(SeenEntry entry, Counted counted, AlertMemory memory)
    {
        var now = (memory.Recall(counted.Subject) ?? new Remembered())
            .With(new Sighting(entry.At, entry.Index, counted.Refusals), limits.BurstWindow, counted.Threshold)
            .Until(entry, limits.BurstWindow);
        var sum = now.Seen.Sum(one => one.Count);
        var isBurst = sum >= counted.Threshold && !now.WasRaisedWithin(limits.BurstWindow, entry.At);
        memory.Keep(counted.Subject, isBurst ? now with { RaisedAt = entry.At } : now);
        return isBurst
            ? counted.Alert with { Count = sum, Entries = [.. now.Seen.Select(one => one.Index).Distinct().Order().TakeLast(MaximumEntries)] }
            : null;
    }

    private IEnumerable<Counted> Counts(SeenEntry entry)
    {
        if (entry.As(ContractsJson.Default.TokenExchangeDenied) is { } denied)
        {
            foreach (var project in denied.Projects.DistinctBy(project => project.Id))
            {
                yield return Of("project", project.Id.ToString(), null, limits.BurstThreshold, 1, [project], denied.Provider, denied.Issuer);
            }

            if (Source.Of(denied.Claims).Repository is { } repository)
            {
                yield return Of("repository", $"{denied.Issuer} {repository}", repository, limits.BurstThreshold, 1, [], denied.Provider, denied.Issuer);
            }

            yield return Of("issuer", denied.Issuer, null, limits.IssuerBurstThreshold, 1, [], denied.Provider, denied.Issuer);
        }

        if (entry.As(ContractsJson.Default.ExchangeRefusalsSummarised) is { } summary)
        {
            foreach (var ofIssuer in summary.Counts.Where(count => count is { Issuer: not null, Count: > 0 }).GroupBy(count => count.Issuer!, StringComparer.Ordinal))
            {
                yield return Of("issuer", ofIssuer.Key, null, limits.IssuerBurstThreshold, ofIssuer.Sum(count => count.Count), [], null, ofIssuer.Key);
            }
        }
    }

    private Counted Of(
        string what, string which, string? value, int threshold, long refusals, IReadOnlyList<ProjectRef> projects, string? provider, string issuer) => new(
        new Subject(Name, $"{what} {which}"),
        threshold,
        refusals,
        new AlertRaised
        {
            Rule = Name,
            Entries = [],
            What = what,
            Value = value,
            Projects = projects,
            Provider = what == "project" ? null : provider,
            Issuer = what == "project" ? null : issuer,
        });

    private sealed record Counted(Subject Subject, int Threshold, long Refusals, AlertRaised Alert);
}
