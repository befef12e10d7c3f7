using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Charts;

/// <summary>What is asked for, as typed: the same for the page and the API.</summary>
public sealed record ChartParameters
{
    public static readonly string[] Names = ["last", "to", "project", "provider"];

    [FromQuery(Name = "last"), Description("24h, in hours; 7d (the default), 30d or 90d, in days. All in UTC.")]
    public string? Last { get; init; }

    [FromQuery(Name = "to"), Description("RFC 3339 time or date: the end of the time, rounded up to a whole hour or day. Now if not given.")]
    public string? To { get; init; }

    [FromQuery(Name = "project"), Description("Only of this project: its name, compared as PEP 503 does, or its id.")]
    public string? Project { get; init; }

    [FromQuery(Name = "provider"), Description("Only of this CI provider, for example github. Summaries of refusals name none.")]
    public string? Provider { get; init; }

    /// <returns>Null if there are errors.</returns>
    internal ChartQuestion? Read(DateTimeOffset now, ParameterErrors errors)
    {
        var filter = new EntryParameters
        {
            Project = Project?.Trim(),
            Provider = string.IsNullOrWhiteSpace(Provider) ? [] : [Provider.Trim()],
            To = To?.Trim(),
        }.ReadFilter(errors);
        var span = ChartSpan.Find(Last);
        if (span is null)
        {
            errors.Add("last", $"is not one of {string.Join(", ", ChartSpan.All.Select(one => one.Code))}.");
        }

        return errors.Any ? null : new ChartQuestion(ChartWindow.Of(span!, filter.To, now), filter.Project, filter.Providers.Count > 0 ? filter.Providers[0] : null);
    }
}

/// <summary>Which tallies are wanted.</summary>
/// <param name="Window">Of which time.</param>
/// <param name="Project">A <see cref="Entries.ProjectKey"/>; null for all.</param>
/// <param name="Provider">Null for all.</param>
internal sealed record ChartQuestion(ChartWindow Window, string? Project, string? Provider);
