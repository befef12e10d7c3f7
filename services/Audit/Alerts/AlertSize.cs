using System.Diagnostics.CodeAnalysis;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>Keeps an alert within the length of an entry, whatever stands in the entries that caused it.</summary>
internal static class AlertSize
{
    public const int MaximumProjects = 20;

    /// <summary>In characters.</summary>
    public const int MaximumText = 512;

    /// <summary>One about more projects becomes several.</summary>
    public static IEnumerable<AlertRaised> Fit(AlertRaised alert)
    {
        var cut = alert with { Value = Cut(alert.Value), Issuer = Cut(alert.Issuer), Provider = Cut(alert.Provider) };
        return cut.Projects.Count <= MaximumProjects ? [cut] : cut.Projects.Chunk(MaximumProjects).Select(projects => cut with { Projects = projects });
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text)
    {
        if (text is null || text.Length <= MaximumText)
        {
            return text;
        }

        // Half a surrogate pair has no canonical form.
        return text[..(char.IsHighSurrogate(text[MaximumText - 1]) ? MaximumText - 1 : MaximumText)];
    }
}
