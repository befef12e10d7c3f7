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

        var claims = signed.Claims;
        if (ReadDate(claims, ClaimNames.Expires) is not { } expiresAt
            || ReadDate(claims, ClaimNames.IssuedAt) is not { } issuedAt
            || ReadAudience(claims) is not { } audience)
        {
            return new IdTokenVerification.Refused(DenialReason.MalformedClaims);
        }

        DateTimeOffset? notBefore = null;
        if (claims.Member(ClaimNames.NotBefore) is not null)
        {
            notBefore = ReadDate(claims, ClaimNames.NotBefore);
            if (notBefore is null)
            {
                return new IdTokenVerification.Refused(DenialReason.MalformedClaims);
            }
        }

        var refusal = CheckLifetime(issuedAt, notBefore, expiresAt, policy.MaxLifetime, now)
            ?? (policy.Audiences.Contains(audience, StringComparer.Ordinal) ? null : DenialReason.AudienceMismatch);
        return refusal is null
            ? new IdTokenVerification.Good(new VerifiedIdToken(signed, issuedAt, expiresAt))
            : new IdTokenVerification.Refused(refusal);
    }

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
