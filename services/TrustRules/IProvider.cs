using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules;

/// <summary>
/// One kind of CI provider: how its publishers are registered, what its ID tokens say, and what is compared with what.
/// Pure. A new provider is a description (<c>docs/providers.md</c>) or, where that is not enough, a folder here and a line in
/// <see cref="ProviderCatalog"/>.
/// </summary>
public interface IProvider
{
    /// <summary>On the wire and in the settings, for example <c>github</c>.</summary>
    string Name { get; }

    /// <summary>For people, for example <c>GitHub Actions</c>.</summary>
    string DisplayName { get; }

    /// <summary>What a publisher of this kind trusts, in a sentence.</summary>
    string Introduction { get; }

    /// <summary>What an owner fills in, in the order of the form.</summary>
    IReadOnlyList<RegistrationField> Fields { get; }

    /// <summary>Every claim that the provider is known to send, and its use.</summary>
    ClaimTable Claims { get; }

    /// <summary>Longest life of an ID token that is believed, unless the issuer's settings say another.</summary>
    TimeSpan MaxIdTokenLifetime { get; }

    /// <summary>A publisher in a few words, for example <c>octo-org/sampleproject</c>.</summary>
    string Title(IReadOnlyDictionary<string, string> fields);

    /// <summary>What an owner should think about again.</summary>
    IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields);

    /// <summary>What is wrong with fields that are valid one by one.</summary>
    IEnumerable<FieldRefusal> RefuseTogether(IReadOnlyDictionary<string, string> fields) => [];

    /// <summary>What a registration demands of an ID token; null if a field is missing: such a publisher matches nothing.</summary>
    PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields);

    /// <summary>What no registration can make good; asked after all required claims were found.</summary>
    Mismatch? RefuseOutright(IdTokenClaims claims);

    /// <summary>Equals the <see cref="PublisherRule.Identity"/> of every rule that can hold.</summary>
    string IdentityOf(IdTokenClaims claims);

    /// <summary>The provider's own, immutable id of the account behind the ID token if it has one, else its identity.</summary>
    string AccountOf(IdTokenClaims claims);
}
