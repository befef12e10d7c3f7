using System.Diagnostics;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// A publisher as the directory keeps a million of them: what sets it apart from others, as UTF-8. Asked for by an ID token, it becomes a
/// <see cref="TrustedPublisher"/> with its rule, which takes a microsecond; kept so, it would take six times the memory. Never changes.
/// </summary>
internal sealed class PackedPublisher
{
    private readonly PublisherForm form;
    private readonly byte[] texts;

    /// <param name="id">Of the publisher.</param>
    /// <param name="revision">Of its last change.</param>
    /// <param name="form">What it has in common with others.</param>
    /// <param name="identity">Of its rule.</param>
    /// <param name="texts">What <see cref="PublisherPacker"/> wrote.</param>
    public PackedPublisher(Guid id, long revision, PublisherForm form, string identity, byte[] texts)
    {
        (Id, Revision, this.form, this.texts) = (id, revision, form, texts);
        PlaceHash = HashOf(form.Issuer, identity);
    }

    private PackedPublisher() => (form, texts) = (null!, []);

    /// <summary>For comparisons of references alone.</summary>
    public static PackedPublisher Nobody { get; } = new();

    public Guid Id { get; }

    public long Revision { get; }

    public string Issuer => form.Issuer;

    /// <summary>Of <see cref="Issuer"/> and the rule's identity.</summary>
    public int PlaceHash { get; }

    /// <summary>Seeded anew in every process: owners choose the names.</summary>
    public static int HashOf(string issuer, string identity) =>
        HashCode.Combine(StringComparer.Ordinal.GetHashCode(issuer), StringComparer.Ordinal.GetHashCode(identity));

    public TrustedPublisher Unpack()
    {
        var packed = new PackedReader(texts);
        var fields = new Dictionary<string, string>(form.Fields.Count, StringComparer.Ordinal);
        foreach (var name in form.Fields)
        {
            fields.Add(name, packed.ReadText());
        }

        return new TrustedPublisher
        {
            Id = Id,
            Revision = Revision,
            Provider = form.Provider.Name,
            Issuer = form.Issuer,
            Rule = form.Provider.ReadRule(fields) ?? throw new UnreachableException("It was packed because it has a rule."),
            PinnedIds = ReadIds(ref packed),
            PinUntil = form.Ids.Count == 0 ? packed.ReadTime() : null,
            Projects = ReadProjects(ref packed),
        };
    }

    private Dictionary<string, string> ReadIds(ref PackedReader packed)
    {
        var ids = new Dictionary<string, string>(form.Ids.Count, StringComparer.Ordinal);
        foreach (var claim in form.Ids)
        {
            ids.Add(claim, packed.ReadText());
        }

        return ids;
    }

    private static PublisherProject[] ReadProjects(ref PackedReader packed)
    {
        var projects = new PublisherProject[packed.ReadCount()];
        for (var i = 0; i < projects.Length; i++)
        {
            var (id, name, normalizedName) = (packed.ReadId(), packed.ReadText(), packed.ReadText());
            projects[i] = new PublisherProject(id, name, normalizedName.Length == 0 ? name : normalizedName);
        }

        return projects;
    }
}

/// <summary>What many publishers have in common, kept once.</summary>
/// <param name="Provider">Their kind of provider.</param>
/// <param name="Issuer">Whose ID tokens they trust.</param>
/// <param name="Fields">The names of their fields.</param>
/// <param name="Ids">The names of the claims whose ids they are pinned to; none if they wait for them.</param>
internal sealed record PublisherForm(IProvider Provider, string Issuer, IReadOnlyList<string> Fields, IReadOnlyList<string> Ids);
