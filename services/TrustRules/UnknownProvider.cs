using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules;

/// <summary>A provider whose description was taken away while publishers of it stand: they can be seen and removed, and match nothing.</summary>
internal sealed class UnknownProvider(string name) : IProvider
{
    public string Name => name;

    public string DisplayName => name;

    public string Introduction => "This provider is not known here any more.";

    public IReadOnlyList<RegistrationField> Fields => [];

    public ClaimTable Claims { get; } = new([]);

    public TimeSpan MaxIdTokenLifetime => TimeSpan.Zero;

    public string Title(IReadOnlyDictionary<string, string> fields) => string.Join(", ", fields.Values);

    public IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields) =>
        [new("unknown_provider", "provider", "The provider is not known here any more; the publisher matches nothing.")];

    public PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields) => null;

    public Mismatch? RefuseOutright(IdTokenClaims claims) => null;

    public string IdentityOf(IdTokenClaims claims) => "";

    public string AccountOf(IdTokenClaims claims) => "";
}
