using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Timeline;

/// <summary>What the reader asked for, as typed; the same names and meanings as in the reading API, so that an address can be passed on.</summary>
public sealed record TimelineFilter
{
    [FromQuery(Name = "project")]
    public string? Project { get; init; }

    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    [FromQuery(Name = "decision")]
    public string? Decision { get; init; }

    [FromQuery(Name = "provider")]
    public string? Provider { get; init; }

    [FromQuery(Name = "reason")]
    public string? Reason { get; init; }

    [FromQuery(Name = "publisher")]
    public string? Publisher { get; init; }

    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    public string? To { get; init; }

    internal bool IsEmpty => !Given.Any();

    /// <summary>Whether more is asked for than the form shows at once.</summary>
    internal bool IsDetailed => Given.Any(one => one.Key is not ("project" or "type"));

    private IEnumerable<KeyValuePair<string, string>> Given => new (string Name, string? Value)[]
    {
        ("project", Project), ("type", Type), ("decision", Decision), ("provider", Provider), ("reason", Reason), ("publisher", Publisher), ("from", From), ("to", To),
    }.Where(one => !string.IsNullOrWhiteSpace(one.Value)).Select(one => KeyValuePair.Create(one.Name, one.Value!.Trim()));

    /// <summary>What is wrong with it, or null and the filter.</summary>
    internal string? Read(out EntryFilter filter)
    {
        var given = Given.ToDictionary(StringComparer.Ordinal);
        var errors = new ParameterErrors();
        filter = new EntryParameters
        {
            Project = given.GetValueOrDefault("project"),
            Type = Several("type"),
            Decision = given.GetValueOrDefault("decision"),
            Provider = Several("provider"),
            Reason = Several("reason"),
            Publisher = given.GetValueOrDefault("publisher"),
            From = given.GetValueOrDefault("from"),
            To = given.GetValueOrDefault("to"),
        }.ReadFilter(errors);
        return given.TryGetValue("type", out var type) && EntryTypes.Find(type) is null ? "There is no such type of entry."
            : errors.Parameters.Contains("project") ? $"A project's name has at most {ProjectKey.MaximumLength} characters."
            : errors.Any ? string.Join(' ', errors.Sentences)
            : null;

        string[] Several(string name) => given.TryGetValue(name, out var value) ? [value] : [];
    }

    /// <summary>The address of a page of these entries.</summary>
    internal string Address(string path) => $"{path}{new QueryBuilder(Given)}";

    /// <summary>The address of the page that begins next to an entry.</summary>
    internal string Address(string direction, long index) =>
        $"/{new QueryBuilder(Given) { { direction, index.ToString(CultureInfo.InvariantCulture) } }}";
}
