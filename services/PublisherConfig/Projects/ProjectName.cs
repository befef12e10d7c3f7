using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>
/// A project's name as its owner wrote it, valid by PEP 508, with the form in which names are compared (PEP 503):
/// <c>Sample.Project</c>, <c>sample_project</c> and <c>SAMPLE--project</c> are one project, <c>sample-project</c>.
/// </summary>
internal sealed record ProjectName
{
    public const int MaxLength = 200;

    private ProjectName(string written) => (Written, Normalized) = (written, Normalize(written));

    public string Written { get; }

    public string Normalized { get; }

    /// <summary>Blanks around the name are dropped. <paramref name="refusal"/> says what is wrong with a refused one.</summary>
    public static bool TryParse(string? value, [NotNullWhen(true)] out ProjectName? name, [NotNullWhen(false)] out string? refusal)
    {
        var written = value?.Trim() ?? "";
        refusal = Refusal(written);
        name = refusal is null ? new ProjectName(written) : null;
        return name is not null;
    }

    /// <summary>PEP 503: runs of <c>-</c>, <c>_</c> and <c>.</c> become one <c>-</c>, letters become lower case.</summary>
    public static string Normalize(string name)
    {
        var normalized = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (!IsSeparator(character))
            {
                normalized.Append(char.ToLowerInvariant(character));
            }
            else if (normalized.Length == 0 || normalized[^1] != '-')
            {
                normalized.Append('-');
            }
        }

        return normalized.ToString();
    }

    /// <summary>Whether a normalised name could hold this text; nothing else needs to be asked of the database.</summary>
    public static bool CanContain(string normalizedPart) => normalizedPart.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    // PEP 508: ^([A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9])$ without case, ASCII only.
    private static string? Refusal(string name) => name switch
    {
        "" => "Give the project a name.",
        { Length: > MaxLength } => $"A project's name has at most {MaxLength} characters.",
        _ when !name.All(c => char.IsAsciiLetterOrDigit(c) || IsSeparator(c)) =>
            "A project's name consists of ASCII letters, digits, '.', '_' and '-'.",
        _ when IsSeparator(name[0]) || IsSeparator(name[^1]) => "A project's name starts and ends with a letter or a digit.",
        _ => null,
    };

    private static bool IsSeparator(char character) => character is '-' or '_' or '.';
}
