using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>An ID token that its issuer signed, for us, for now. Only <see cref="Verify"/> makes one.</summary>
internal sealed class VerifiedIdToken
{
    /// <summary>How far the issuer's clock and ours may be apart. The only tolerance there is; used ID tokens are remembered beyond it.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private VerifiedIdToken(SignedIdToken signed, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        Signed = signed;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
    }

    public SignedIdToken Signed { get; }

    public string Issuer => Signed.Issuer;

    public IdTokenClaims Claims => Signed.Claims;

    public DateTimeOffset IssuedAt { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>RFC 7519 §4.1 and OpenID Connect Core §3.1.3.7, with an audience list that belongs to the target.</summary>
    /// <exception cref="ArgumentException">The policy is that of another issuer.</exception>
    public static IdTokenVerification Verify(SignedIdToken signed, IdTokenPolicy policy, DateTimeOffset now)
    {
        if (!string.Equals(signed.Issuer, policy.Issuer, StringComparison.Ordinal))
        {
            throw new ArgumentException("The policy is that of another issuer.", nameof(policy));
        }

        return (CheckTimes(signed.Claims, policy, now) ?? CheckAudience(signed.Claims, policy)) is { } refusal
            ? new IdTokenVerification.Refused(refusal)
            : new IdTokenVerification.Good(new VerifiedIdToken(
                signed, ReadDate(signed.Claims, ClaimNames.IssuedAt)!.Value, ReadDate(signed.Claims, ClaimNames.Expires)!.Value));
    }

    /// <summary>Null if the claims are those of an ID token for now.</summary>
    internal static DenialReason? CheckTimes(IdTokenClaims claims, IdTokenPolicy policy, DateTimeOffset now)
    {
        var notBefore = ReadDate(claims, ClaimNames.NotBefore);
        var isWellFormed = notBefore is not null || claims.Member(ClaimNames.NotBefore) is null;
        return isWellFormed && ReadDate(claims, ClaimNames.Expires) is { } expiresAt && ReadDate(claims, ClaimNames.IssuedAt) is { } issuedAt
            ? CheckLifetime(issuedAt, notBefore, expiresAt, policy.MaxLifetime, now)
            : DenialReason.MalformedClaims;
    }

    /// <summary>Null if the claims are those of an ID token for us.</summary>
    internal static DenialReason? CheckAudience(IdTokenClaims claims, IdTokenPolicy policy) => ReadAudience(claims) switch
    {
        null => DenialReason.MalformedClaims,
        var audience when policy.Audiences.Contains(audience, StringComparer.Ordinal) => null,
        _ => DenialReason.AudienceMismatch,
    };

    private static DenialReason? CheckLifetime(
        DateTimeOffset issuedAt, DateTimeOffset? notBefore, DateTimeOffset expiresAt, TimeSpan maxLifetime, DateTimeOffset now)
    {
        if (expiresAt <= issuedAt || expiresAt - issuedAt > maxLifetime)
        {
            return DenialReason.LifetimeTooLong;
        }

        if (now >= expiresAt + ClockSkew)
        {
            return DenialReason.Expired;
        }

        var tooEarly = issuedAt > now + ClockSkew || notBefore > now + ClockSkew;
        return tooEarly ? DenialReason.NotYetValid : null;
    }

    /// <summary>One string, or a list of exactly one string, as Kubernetes always sends it. Several audiences are refused (RFC 8725 §3.9).</summary>
    private static string? ReadAudience(IdTokenClaims claims)
    {
        var audience = claims.Member(ClaimNames.Audience);
        if (audience is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1)
        {
            audience = list[0];
        }

        return audience is { ValueKind: JsonValueKind.String } one ? one.GetString() : null;
    }

    private static DateTimeOffset? ReadDate(IdTokenClaims claims, string name) => claims.Member(name) is { } date ? NumericDate.Read(date) : null;

    public override string ToString() => Signed.ToString();
}

/// <summary>What <see cref="VerifiedIdToken.Verify"/> found.</summary>
internal abstract record IdTokenVerification
{
    private IdTokenVerification()
    {
    }

    public sealed record Good(VerifiedIdToken IdToken) : IdTokenVerification;

    public sealed record Refused(DenialReason Reason) : IdTokenVerification;
}
