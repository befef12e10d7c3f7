using System.Text;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Entries;

/// <summary>How a project is looked up: its id in lower case with hyphens, or its name as PEP 503 compares names.</summary>
internal static class ProjectKey
{
    public const int MaximumLength = 256;

    public static IEnumerable<string> Of(ProjectRef project) => [Of(project.Id), OfName(project.Name)];

    public static string Of(Guid id) => id.ToString("D");

    /// <summary><c>Sample.__Project</c> → <c>sample-project</c> (PEP 503, "Normalized Names").</summary>
    public static string OfName(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is not ('-' or '_' or '.'))
            {
                key.Append(char.ToLowerInvariant(c));
            }
            else if (key.Length == 0 || key[^1] != '-')
            {
                key.Append('-');
            }
        }
        return key.ToString();
    }

    /// <summary>What a reader asked for: a Guid in any of its usual forms is an id, all else a name.</summary>
    public static string OfSearch(string text) => Guid.TryParseExact(text, "D", out var id) ? Of(id) : OfName(text);

    /// <summary>Whether it can be stored: PostgreSQL's text has no U+0000, and the column has a length.</summary>
    public static bool IsStorable(string key) => key.Length is > 0 and <= MaximumLength && !key.Contains('\0', StringComparison.Ordinal);
}
