namespace TrustedPublishing.TrustRules;

/// <summary>What a registered trusted publisher demands of an ID token, in its provider's words. Pure.</summary>
public abstract class PublisherRule
{
    /// <summary>
    /// The repository, the project or the account that is named. Publishers are found by it, so it is equal for all spellings
    /// that the provider takes for one.
    /// </summary>
    public abstract string Identity { get; }

    /// <summary>How many fields the registration fills: publishers that ask for more win over those that ask for less.</summary>
    public abstract int Specificity { get; }

    /// <summary>
    /// Every comparison that the registration asks for, the most telling first. It matches if there is one and all hold.
    /// </summary>
    /// <param name="claims">Of an ID token of the provider.</param>
    /// <param name="issuer">The <c>iss</c> of that ID token.</param>
    public abstract IReadOnlyList<ClaimCheck> Check(IdTokenClaims claims, string issuer);
}
