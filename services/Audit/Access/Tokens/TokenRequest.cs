using System.ComponentModel;
using System.Text.Json.Serialization;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Access.Tokens;

/// <summary>What the operator asks for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TokenRequest
{
    public const int DefaultDays = 30;
    public const int MaximumDays = 366;

    [Description("For whom or what, in one line of 1 to 100 characters. It stands in the log: name a system rather than a person.")]
    public string? Label { get; init; }

    [Description("all, or project: the entries about one project only. There is no default.")]
    public string? Scope { get; init; }

    [Description("Of the scope project: its id, or its name, compared as PEP 503 does.")]
    public string? Project { get; init; }

    [Description("1 to 366; 30 if not given.")]
    public int? ExpiresInDays { get; init; }

    /// <returns>Null if there are errors.</returns>
    public WantedToken? Read(ParameterErrors errors)
    {
        var label = Label?.Trim() ?? "";
        if (label.Length is 0 or > AuditorTokenMapping.LabelLength || label.Any(char.IsControl))
        {
            errors.Add("label", $"is not one line of 1 to {AuditorTokenMapping.LabelLength} characters.");
        }
        if (ExpiresInDays is < 1 or > MaximumDays)
        {
            errors.Add("expires_in_days", $"is not within 1 and {MaximumDays}.");
        }

        var project = ReadProject(errors);
        return errors.Any ? null : new WantedToken(label, project, TimeSpan.FromDays(ExpiresInDays ?? DefaultDays));
    }

    private string? ReadProject(ParameterErrors errors)
    {
        switch (Scope)
        {
            case "all" when Project is null:
                return null;
            case "all":
                errors.Add("project", "is only for the scope project.");
                return null;
            case "project":
                var key = ProjectKey.OfSearch(Project?.Trim() ?? "");
                if (!ProjectKey.IsStorable(key))
                {
                    errors.Add("project", $"is not the id or the name of a project, of at most {ProjectKey.MaximumLength} characters.");
                }

                return key;
            default:
                errors.Add("scope", "is neither all nor project.");
                return null;
        }
    }
}

/// <summary>A token that may be issued.</summary>
/// <param name="Label">One line.</param>
/// <param name="Project">A <see cref="ProjectKey"/>; null: all entries.</param>
/// <param name="Lifetime">1 to 366 days.</param>
internal sealed record WantedToken(string Label, string? Project, TimeSpan Lifetime);
