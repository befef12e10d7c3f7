using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>The ids that an owner gives with a registration: all of the provider's, or none.</summary>
internal static class GivenIds
{
    public const string NoObject = "This must be an object of strings.";

    private const string Prefix = Registration.IdsMember + ".";

    public static bool IsMember(string member) =>
        member == Registration.IdsMember || member.StartsWith(Prefix, StringComparison.Ordinal);

    public static string MemberOf(string claim) => Prefix + claim;

    /// <param name="provider">The provider of the registration.</param>
    /// <param name="given">Members as they were sent.</param>
    /// <param name="fields">The registration's valid fields: one that is named like an id is that id (Google's <c>sub</c>).</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>Null where no ids were given, or something is wrong with them.</returns>
    public static KnownIds? Check(
        IProvider provider, IReadOnlyDictionary<string, string?> given, IReadOnlyDictionary<string, string> fields, FieldErrors errors)
    {
        if (given.GetValueOrDefault(Registration.IdsMember) is not null)
        {
            errors.Add(Registration.IdsMember, NoObject);
        }

        var wanted = ImmutableIds.Of(provider);
        foreach (var member in given.Keys.Where(m => m.StartsWith(Prefix, StringComparison.Ordinal) && wanted.All(id => MemberOf(id.Claim) != m)))
        {
            errors.Add(member, $"A publisher of the provider {provider.Name} has no such id. Its ids are {Names(wanted)}.");
        }

        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in wanted)
        {
            Read(provider, id, given.GetValueOrDefault(MemberOf(id.Claim))?.Trim() ?? "", fields.GetValueOrDefault(id.Claim), ids, errors);
        }

        foreach (var missing in wanted.Where(id => ids.Count > 0 && !ids.ContainsKey(id.Claim) && !errors.Has(MemberOf(id.Claim))))
        {
            errors.Add(MemberOf(missing.Claim), $"Give all ids or none: {Names(wanted)}.");
        }

        return ids.Count > 0 && ids.Count == wanted.Count ? new KnownIds(ids, PinnedBy.Given) : null;
    }

    private static void Read(
        IProvider provider, ImmutableId id, string value, string? field, Dictionary<string, string> ids, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            if (field is not null)
            {
                ids[id.Claim] = field;
            }
        }
        else if (ImmutableIds.Normalize(provider, value) is not { } normalized)
        {
            errors.Add(MemberOf(id.Claim), "This is not an id as the provider writes it.");
        }
        else if (field is not null && field != normalized)
        {
            errors.Add(MemberOf(id.Claim), $"This contradicts the field {id.Claim}.");
        }
        else
        {
            ids[id.Claim] = normalized;
        }
    }

    private static string Names(IEnumerable<ImmutableId> ids) => string.Join(", ", ids.Select(id => id.Claim));
}
