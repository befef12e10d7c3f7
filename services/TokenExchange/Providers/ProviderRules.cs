using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Providers;

/// <summary>One kind of CI provider: what its ID tokens say and what a registration of it looks like. Pure.</summary>
internal interface IProviderRules
{
    /// <summary><c>github</c>, <c>gitlab</c>, <c>google</c> or <c>activestate</c>.</summary>
    string Provider { get; }

    ClaimTable Claims { get; }

    /// <summary>Null if a field is missing: such a publisher matches nothing.</summary>
    Registration? ReadRegistration(IReadOnlyDictionary<string, string> fields);

    /// <summary>What no registration can make good; asked after all required claims were found.</summary>
    Mismatch? RefuseOutright(IdTokenClaims claims);

    /// <summary>Equals the <see cref="Registration.Identity"/> of every registration that can match.</summary>
    string IdentityOf(IdTokenClaims claims);

    /// <summary>The provider's own, immutable id of the account behind the ID token if it has one, else its identity.</summary>
    string AccountOf(IdTokenClaims claims);
}

/// <summary>The fields of a registered trusted publisher, in the provider's words.</summary>
internal abstract record Registration
{
    /// <summary>
    /// What the holder of an ID token proves before anything about registrations is disclosed: the repository, the
    /// project or the account. Publishers are found by it, so everything below speaks to a proven identity only.
    /// </summary>
    public abstract string Identity { get; }

    /// <summary>Publishers that ask for more win over those that ask for less.</summary>
    public abstract int Specificity { get; }

    /// <summary>Null if the ID token of this identity matches; else the first claim that does not.</summary>
    public abstract Mismatch? Compare(IdTokenClaims claims, string issuer);
}

/// <summary>A reason with a sentence that the caller may see.</summary>
/// <param name="Reason">The stable reason.</param>
/// <param name="Detail">What is registered, for the holder of a proven identity.</param>
/// <param name="Depth">How many checks went well before: the deepest mismatch is the nearest.</param>
internal sealed record Mismatch(DenialReason Reason, string? Detail = null, int Depth = 0);
