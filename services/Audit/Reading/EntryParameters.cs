using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Formats;

namespace TrustedPublishing.Audit.Reading;

/// <summary>The query string of the reading API. Text throughout, so that every mistake is answered in our own words.</summary>
internal sealed class EntryParameters
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 1000;
    private const int MaximumCodes = 20;

    [FromQuery(Name = "format"), Description("entries (the default) or cloudevents; of an export ndjson (the default), cloudevents or ocsf.")]
    public string? Format { get; init; }

    /// <summary>What <see cref="ReadFilter"/> reads.</summary>
    public static readonly string[] FilterNames = ["project", "type", "provider", "decision", "reason", "publisher", "record_id", "from", "to"];

    public static readonly OrderedDictionary<string, EntryFormat> ReadingFormats =
        new(StringComparer.Ordinal) { ["entries"] = EntryFormat.Entry, ["cloudevents"] = EntryFormat.CloudEvent };

    public static readonly OrderedDictionary<string, EntryFormat> ExportFormats =
        new(StringComparer.Ordinal) { ["ndjson"] = EntryFormat.Entry, ["cloudevents"] = EntryFormat.CloudEvent, ["ocsf"] = EntryFormat.Ocsf };

    private static readonly string[] Repeatable = ["type", "provider", "reason"];

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    [FromQuery(Name = "project"), Description("A project's name, compared as PEP 503 does, or its id.")]
    public string? Project { get; init; }

    [FromQuery(Name = "type"), Description("A type of entry, for example TokenMinted; may be given several times.")]
    public string[]? Type { get; init; }

    [FromQuery(Name = "provider"), Description("A CI provider, for example github; may be given several times.")]
    public string[]? Provider { get; init; }

    [FromQuery(Name = "decision"), Description("granted or refused: entries that decide an exchange.")]
    public string? Decision { get; init; }

    [FromQuery(Name = "reason"), Description("A denial reason, for example workflow_mismatch; may be given several times.")]
    public string[]? Reason { get; init; }

    [FromQuery(Name = "publisher"), Description("The id of a trusted publisher; of a refusal: of the one that came nearest.")]
    public string? Publisher { get; init; }

    [FromQuery(Name = "record_id"), Description("The id of a record: the correlation id of a refused exchange is one.")]
    public string? RecordId { get; init; }

    [FromQuery(Name = "from"), Description("RFC 3339 time or date, UTC unless it says otherwise: occurred_at is this or later.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("RFC 3339 time or date, UTC unless it says otherwise: occurred_at is before this.")]
    public string? To { get; init; }

    [FromQuery(Name = "after"), Description("The index of the last entry that you have, in the order asked for.")]
    public string? After { get; init; }

    [FromQuery(Name = "limit"), Description("1 to 1000 entries; 100 if not given. Not for the stream.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "order"), Description("oldest (the default) or newest first. Not for the stream.")]
    public string? Order { get; init; }

    /// <summary>
    /// A misspelt filter would be answered with everything, which looks like an answer, and of two filters one would be
    /// forgotten. Both are mistakes instead.
    /// </summary>
    /// <param name="query">The query string.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <param name="further">Parameters beside those of the filter.</param>
    public static void RejectOthers(IQueryCollection query, ParameterErrors errors, params ReadOnlySpan<string> further)
    {
        foreach (var (name, values) in query)
        {
            if (!FilterNames.Contains(name, StringComparer.Ordinal) && !further.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(name, "is not a parameter here.");
            }
            else if (values.Count > 1 && !Repeatable.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(name, "is given more than once.");
            }
        }
    }

    public EntryFilter ReadFilter(ParameterErrors errors)
    {
        var filter = new EntryFilter
        {
            Project = string.IsNullOrEmpty(Project) ? null : ProjectKey.OfSearch(Project),
            Types = Several(Type),
            Decision = ReadDecision(errors),
            Providers = Several(Provider),
            Reasons = Several(Reason),
            Publisher = ReadId(errors, "publisher", Publisher),
            RecordId = ReadId(errors, "record_id", RecordId),
            From = ReadTime(errors, "from", From),
            To = ReadTime(errors, "to", To),
        };

        if (filter.Project is { } key && !ProjectKey.IsStorable(key))
        {
            errors.Add("project", $"is longer than {ProjectKey.MaximumLength} characters or holds a NUL.");
        }
        if (filter.Types.Any(type => EntryTypes.Find(type) is null))
        {
            errors.Add("type", $"is not one of {string.Join(", ", EntryTypes.All.Select(type => type.Name))}.");
        }
        CheckCodes(errors, "provider", filter.Providers);
        CheckCodes(errors, "reason", filter.Reasons);
        if (filter.From >= filter.To)
        {
            errors.Add("to", "is not later than from.");
        }
        return filter;
    }

    public PageRequest ReadPage(ParameterErrors errors)
    {
        var limit = ReadNumber(errors, "limit", Limit) ?? DefaultLimit;
        if (limit is < 1 or > MaximumLimit)
        {
            errors.Add("limit", $"is not within 1 and {MaximumLimit}.");
            limit = DefaultLimit;
        }
        return new PageRequest(ReadFilter(errors), ReadOrder(errors), ReadNumber(errors, "after", After), (int)limit);
    }

    public static long? ReadNumber(ParameterErrors errors, string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            errors.Add(name, "is not a whole number.");
            return null;
        }
        return number;
    }

    /// <param name="errors">Where mistakes go.</param>
    /// <param name="known">The formats that there are here, by name.</param>
    /// <returns>Null if none is asked for.</returns>
    public EntryFormat? ReadFormat(ParameterErrors errors, IReadOnlyDictionary<string, EntryFormat> known)
    {
        if (string.IsNullOrEmpty(Format))
        {
            return null;
        }
        if (!known.TryGetValue(Format, out var format))
        {
            errors.Add("format", $"is not one of {string.Join(", ", known.Keys)}.");
            return null;
        }
        return format;
    }

    private static Guid? ReadId(ParameterErrors errors, string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (!Guid.TryParseExact(text, "D", out var id))
        {
            errors.Add(name, "is not a UUID, for example 0199a1b2-0000-7000-8000-000000000000.");
            return null;
        }
        return id;
    }

    private static string[] Several(string[]? values) => [.. (values ?? []).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>No list of them is at hand: operators describe providers, and a newer exchange may have reasons that this service has not heard of.</summary>
    private static void CheckCodes(ParameterErrors errors, string name, IReadOnlyList<string> codes)
    {
        if (!codes.All(Facet.IsCode))
        {
            errors.Add(name, $"is not a code: up to {Facet.MaximumCodeLength} lower-case letters, digits, dots, hyphens and underscores.");
        }
        else if (codes.Count > MaximumCodes)
        {
            errors.Add(name, $"is given more than {MaximumCodes} times.");
        }
    }

    private Decision? ReadDecision(ParameterErrors errors)
    {
        switch (Decision)
        {
            case null or "":
                return null;
            case "granted":
                return Entries.Decision.Granted;
            case "refused":
                return Entries.Decision.Refused;
            default:
                errors.Add("decision", "is neither granted nor refused.");
                return null;
        }
    }

    private EntryOrder ReadOrder(ParameterErrors errors)
    {
        switch (Order)
        {
            case null or "" or "oldest":
                return EntryOrder.Oldest;
            case "newest":
                return EntryOrder.Newest;
            default:
                errors.Add("order", "is neither oldest nor newest.");
                return EntryOrder.Oldest;
        }
    }

    private static DateTimeOffset? ReadTime(ParameterErrors errors, string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out var time))
        {
            errors.Add(name, "is not an RFC 3339 time or date, for example 2026-11-23T09:30:00Z (+ is %2B in a URL).");
            return null;
        }
        return time;
    }
}
