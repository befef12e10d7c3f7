using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>An ID token that its issuer signed, for us, for now. Only <see cref="Verify"/> makes one.</summary>
internal sealed class VerifiedIdToken
{
    /// <summary>How far the issuer's clock and ours may be apart. The only tolerance there is.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Longest life of an ID token that is believed. GitHub's live 5 minutes, GitLab's as long as the job may run.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

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
    public static IdTokenVerification Verify(SignedIdToken signed, IReadOnlyCollection<string> audiences, DateTimeOffset now)
    {
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

        var refusal = CheckLifetime(issuedAt, notBefore, expiresAt, now)
            ?? (audiences.Contains(audience, StringComparer.Ordinal) ? null : DenialReason.AudienceMismatch);
        return refusal is null
            ? new IdTokenVerification.Good(new VerifiedIdToken(signed, issuedAt, expiresAt))
            : new IdTokenVerification.Refused(refusal);
    }

    private static DenialReason? CheckLifetime(
        DateTimeOffset issuedAt, DateTimeOffset? notBefore, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        if (expiresAt <= issuedAt || expiresAt - issuedAt > MaxLifetime)
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

    /// <summary>Whole seconds since 1970 that a calendar can hold; <c>1.5</c>, <c>1e3</c>, <c>"1"</c> and <c>-1</c> are not.</summary>
    private static DateTimeOffset? ReadDate(IdTokenClaims claims, string name)
    {
        const long lastSecondOf9998 = 253_370_764_799;
        return claims.Member(name) is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt64(out var seconds)
            && seconds is >= 0 and <= lastSecondOf9998
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
    }

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
