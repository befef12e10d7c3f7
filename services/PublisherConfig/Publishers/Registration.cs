using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>
/// What an owner registers: which issuer's ID tokens with which claims. Only <see cref="Check"/> builds one, so a
/// registration that exists is valid.
/// </summary>
internal sealed record Registration
{
    public const string ProviderMember = "provider";
    public const string IssuerMember = "issuer";

    /// <summary>An object whose members are read as <c>pinned_ids.repository_id</c> and so on.</summary>
    public const string IdsMember = "pinned_ids";

    private Registration(IProvider kind, string issuer, IReadOnlyDictionary<string, string> fields) =>
        (Kind, Issuer, Fields) = (kind, issuer, fields);

    public IProvider Kind { get; }

    public string Provider => Kind.Name;

    /// <summary>The <c>iss</c> claim, byte for byte.</summary>
    public string Issuer { get; }

    /// <summary>In the provider's order, without what was left out.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>The provider's immutable ids; null where nobody knows them yet.</summary>
    public KnownIds? KnownIds { get; init; }

    /// <summary>Why the provider did not say the ids, if it was asked.</summary>
    public RegistrationWarning? LookupWarning { get; init; }

    /// <summary>What the owner should think about again.</summary>
    public IReadOnlyList<RegistrationWarning> Warnings => LookupWarning is null ? Kind.Warnings(Fields) : [.. Kind.Warnings(Fields), LookupWarning];

    /// <summary>Says whether <paramref name="given"/> is a valid registration, or all that is wrong with it.</summary>
    /// <param name="given">Members as they were sent, <c>provider</c> and <c>issuer</c> among them; null and blank mean "left out".</param>
    /// <param name="issuers">The issuers configured here, and the providers that have them.</param>
    public static RegistrationOutcome Check(IReadOnlyDictionary<string, string?> given, IssuerDirectory issuers)
    {
        var errors = new FieldErrors();
        var kind = issuers.Offered.FirstOrDefault(offered => offered.Name == given.GetValueOrDefault(ProviderMember));
        if (kind is null)
        {
            errors.Add(ProviderMember, $"The provider is one of {string.Join(", ", issuers.Offered.Select(k => k.Name))}.");
            return new RegistrationOutcome.Refused(errors);
        }

        var issuer = CheckIssuer(kind, given.GetValueOrDefault(IssuerMember), issuers, errors);
        var fields = CheckFields(kind, given, errors);
        var ids = GivenIds.Check(kind, given, fields, errors);
        RefuseUnknownMembers(kind, given.Keys, errors);
        return errors.Any || issuer is null
            ? new RegistrationOutcome.Refused(errors)
            : new RegistrationOutcome.Accepted(new Registration(kind, issuer, fields) { KnownIds = ids });
    }

    /// <summary>
    /// SHA-256 of the registration in the form in which registrations are compared: two with the same digest and the same ids
    /// trust exactly the same ID tokens. Fields that are left out leave no trace, so a provider may get a new optional field.
    /// </summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Provider);
        Append(hash, Issuer);
        foreach (var field in Kind.Fields)
        {
            if (Fields.TryGetValue(field.Name, out var value))
            {
                Append(hash, field.Name);
                Append(hash, field.IsList ? ValueList.Compare(value) : field.Compare(value));
            }
        }

        return hash.GetHashAndReset();
    }

    private static string? CheckIssuer(IProvider kind, string? given, IssuerDirectory issuers, FieldErrors errors)
    {
        var configured = given is null or "" ? issuers.DefaultFor(kind.Name) : issuers.Find(given);
        if (configured?.Provider == kind.Name)
        {
            return configured.Issuer;
        }

        var known = issuers.All.Where(i => i.Provider == kind.Name).Select(i => i.Issuer).Concat(issuers.PatternsOf(kind.Name)).ToList();
        errors.Add(IssuerMember, known.Count == 0 ? $"No issuer of the provider {kind.Name} is configured here."
            : given is null or "" ? $"Give the issuer, byte for byte as in the ID tokens: {string.Join(", ", known)}."
            : $"This is not an issuer of the provider {kind.Name} that is configured here, byte for byte: {string.Join(", ", known)}.");
        return null;
    }

    private static Dictionary<string, string> CheckFields(IProvider kind, IReadOnlyDictionary<string, string?> given, FieldErrors errors)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in kind.Fields)
        {
            var value = given.GetValueOrDefault(field.Name)?.Trim() ?? "";
            var refusal = value switch
            {
                "" => field.Missing,
                _ => Refuse(field, value),
            };
            if (refusal is not null)
            {
                errors.Add(field.Name, refusal);
            }
            else if (value.Length > 0)
            {
                fields[field.Name] = field.IsList ? ValueList.Keep(value) : field.Keep(value);
            }
        }

        foreach (var refusal in kind.RefuseTogether(fields).Where(refusal => !errors.Has(refusal.Field)))
        {
            errors.Add(refusal.Field, refusal.Message);
        }

        return fields;
    }

    private static string? Refuse(RegistrationField field, string value) =>
        (field.IsList ? ValueList.Refuse(value, field.Refusal) : field.Refusal(value))
        ?? (value.Length > field.MaxLength ? $"This has at most {field.MaxLength} characters." : null);

    private static void RefuseUnknownMembers(IProvider kind, IEnumerable<string> members, FieldErrors errors)
    {
        foreach (var member in members.Where(member => !HasMember(kind, member) && !GivenIds.IsMember(member)))
        {
            errors.Add(member, $"A publisher of the provider {kind.Name} has no such field. "
                + $"Its fields are {string.Join(", ", kind.Fields.Select(field => field.Name))}.");
        }
    }

    /// <summary>Whether a registration with this provider may have a member of this name.</summary>
    public static bool HasMember(IProvider provider, string name) =>
        name is ProviderMember or IssuerMember || provider.Fields.Any(field => string.Equals(field.Name, name, StringComparison.Ordinal));

    private static void Append(IncrementalHash hash, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

/// <summary>A registration, or what is wrong with it.</summary>
internal abstract record RegistrationOutcome
{
    private RegistrationOutcome()
    {
    }

    public sealed record Accepted(Registration Registration) : RegistrationOutcome;

    public sealed record Refused(FieldErrors Errors) : RegistrationOutcome;
}
