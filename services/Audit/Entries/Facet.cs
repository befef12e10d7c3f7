using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Entries;

/// <summary>Numbers are stored: one is never used for something else.</summary>
internal enum FacetKind : short
{
    /// <summary>A <see cref="ProjectKey"/>: an entry has one for a project's id and one for its name, so that either finds it.</summary>
    Project = 1,
    Provider = 2,

    /// <summary>A denial reason.</summary>
    Reason = 3,

    /// <summary>A trusted publisher's id, in lower case with hyphens.</summary>
    Publisher = 4,
}

/// <summary>Something that an entry is about and can be looked up by.</summary>
internal readonly record struct Facet(FacetKind Kind, string Value)
{
    public const int MaximumLength = ProjectKey.MaximumLength;
    public const int MaximumCodeLength = 64;

    /// <summary>The facets of a message. A provider or reason that is no code is none: nobody could ask for it.</summary>
    public static IReadOnlyList<Facet> Of(IEnumerable<ProjectRef> projects, string? provider = null, Guid? publisher = null, IEnumerable<string>? reasons = null)
    {
        var facets = projects.SelectMany(ProjectKey.Of).Select(key => new Facet(FacetKind.Project, key)).ToList();
        facets.AddRange(Codes(FacetKind.Provider, [provider]));
        facets.AddRange(Codes(FacetKind.Reason, reasons ?? []));
        if (publisher is { } id)
        {
            facets.Add(OfPublisher(id));
        }
        return [.. facets.Distinct()];
    }

    public static Facet OfPublisher(Guid id) => new(FacetKind.Publisher, id.ToString("D"));

    /// <summary><c>workflow_mismatch</c>, <c>github</c>, <c>my-ci.2</c>: what a provider's name or a denial reason can be.</summary>
    public static bool IsCode(string? text) =>
        text is { Length: > 0 and <= MaximumCodeLength } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.');

    private static IEnumerable<Facet> Codes(FacetKind kind, IEnumerable<string?> values) =>
        values.Where(IsCode).Select(value => new Facet(kind, value!));
}
