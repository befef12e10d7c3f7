using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Packs what the feed says of publishers. For one caller at a time.</summary>
internal sealed class PublisherPacker(ProviderCatalog providers)
{
    private readonly Dictionary<PublisherForm, PublisherForm> forms = new(new SameForm());
    private readonly PackedWriter packed = new();

    /// <summary>Null if it is not understood here: the provider is not known, or a field is missing that its rule needs.</summary>
    public PackedPublisher? Pack(FeedEntry entry)
    {
        var fields = Filled(entry.Fields);
        if (providers.Find(entry.Provider) is not { } provider
            || provider.ReadRule(fields) is not { } rule
            || entry is not { Issuer: { } issuer, PinnedIds: { } ids })
        {
            return null;
        }

        packed.Clear();
        foreach (var value in fields.Values)
        {
            packed.WriteText(value);
        }

        foreach (var id in ids.Values)
        {
            packed.WriteText(id);
        }

        if (ids.Count == 0)
        {
            packed.WriteTime(entry.PinUntil);
        }

        WriteProjects(entry.Projects ?? []);
        return new PackedPublisher(entry.Id, entry.Revision, FormOf(provider, issuer, fields, ids), rule.Identity, packed.ToArray());
    }

    private void WriteProjects(IReadOnlyList<FeedProject> projects)
    {
        packed.WriteCount(projects.Count);
        foreach (var project in projects)
        {
            packed.WriteId(project.Id);
            packed.WriteText(project.Name);
            packed.WriteText(string.Equals(project.Name, project.NormalizedName, StringComparison.Ordinal) ? "" : project.NormalizedName);
        }
    }

    private PublisherForm FormOf(IProvider provider, string issuer, Dictionary<string, string> fields, Dictionary<string, string> ids)
    {
        var form = new PublisherForm(provider, issuer, [.. fields.Keys], [.. ids.Keys]);
        if (forms.TryGetValue(form, out var known))
        {
            return known;
        }

        forms.Add(form, form);
        return form;
    }

    private static Dictionary<string, string> Filled(Dictionary<string, string?>? given)
    {
        var filled = new Dictionary<string, string>(given?.Count ?? 0, StringComparer.Ordinal);
        foreach (var (name, value) in given ?? [])
        {
            if (value is not null)
            {
                filled.Add(name, value);
            }
        }

        return filled;
    }

    private sealed class SameForm : IEqualityComparer<PublisherForm>
    {
        public bool Equals(PublisherForm? x, PublisherForm? y) => x is not null && y is not null
            && ReferenceEquals(x.Provider, y.Provider)
            && string.Equals(x.Issuer, y.Issuer, StringComparison.Ordinal)
            && x.Fields.SequenceEqual(y.Fields, StringComparer.Ordinal)
            && x.Ids.SequenceEqual(y.Ids, StringComparer.Ordinal);

        public int GetHashCode(PublisherForm form) =>
            HashCode.Combine(form.Provider.Name, StringComparer.Ordinal.GetHashCode(form.Issuer), form.Fields.Count, form.Ids.Count);
    }
}
