using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>Every comparison of a time, a second before the boundary, on it, and a second after it.</summary>
public sealed class TimeBoundaryTests : IDisposable
{
    private const int Skew = 30;
    private const int MaxLifetime = 3600;

    private static readonly DateTimeOffset Now = SampleClaims.Now;

    private readonly TestIssuer issuer = new();

    [Fact]
    public void The_only_tolerance_is_thirty_seconds() => Assert.Equal(TimeSpan.FromSeconds(Skew), VerifiedIdToken.ClockSkew);

    /// <summary>Seconds from now to <c>exp</c>.</summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(-Skew + 1, null)]
    [InlineData(-Skew, "expired")]
    [InlineData(-Skew - 1, "expired")]
    public void Exp(int seconds, string? reason) => AssertJudged(reason, iat: seconds - 300, exp: seconds);

    /// <summary>Seconds from now to <c>iat</c>.</summary>
    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(Skew - 1, null)]
    [InlineData(Skew, null)]
    [InlineData(Skew + 1, "not_yet_valid")]
    public void Iat(int seconds, string? reason) => AssertJudged(reason, iat: seconds, exp: seconds + 300);

    /// <summary>Seconds from now to <c>nbf</c>.</summary>
    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(Skew - 1, null)]
    [InlineData(Skew, null)]
    [InlineData(Skew + 1, "not_yet_valid")]
    public void Nbf(int seconds, string? reason) => AssertJudged(reason, iat: -10, exp: 300, nbf: seconds);

    /// <summary>Seconds from <c>iat</c> to <c>exp</c>.</summary>
    [Theory]
    [InlineData(MaxLifetime - 1, null)]
    [InlineData(MaxLifetime, null)]
    [InlineData(MaxLifetime + 1, "lifetime_too_long")]
    [InlineData(1, null)]
    [InlineData(0, "lifetime_too_long")]
    [InlineData(-1, "lifetime_too_long")]
    public void Lifetime(int seconds, string? reason) => AssertJudged(reason, iat: -10, exp: -10 + seconds);

    [Theory]
    [InlineData(60)]
    [InlineData(86400)]
    public void Lifetime_is_what_the_issuers_entry_allows(int allowed)
    {
        foreach (var (seconds, reason) in new[] { (allowed - 1, null), (allowed, null), (allowed + 1, "lifetime_too_long") })
        {
            AssertJudged(reason, iat: 0, exp: seconds, maxLifetime: allowed);
        }
    }

    [Fact]
    public void The_times_of_a_day_near_the_end_of_the_calendar_are_judged_without_overflow()
    {
        var last = DateTimeOffset.FromUnixTimeSeconds(253_370_764_799);

        Assert.Equal(new IdTokenVerification.Refused(DenialReason.LifetimeTooLong), Verify(Claims(0, 0).With("exp", last.ToUnixTimeSeconds())));
        Assert.IsType<IdTokenVerification.Good>(Verify(
            Claims(0, 0).With("iat", last.AddSeconds(-60).ToUnixTimeSeconds()).With("exp", last.ToUnixTimeSeconds()).With("nbf", 0), last));
    }

    public void Dispose() => issuer.Dispose();

    private void AssertJudged(string? reason, int iat, int exp, int? nbf = null, int maxLifetime = MaxLifetime)
    {
        var claims = Claims(iat, exp).With("nbf", Now.AddSeconds(nbf ?? iat).ToUnixTimeSeconds());

        var verification = Verify(claims, maxLifetime: maxLifetime);

        Assert.Equal(reason, (verification as IdTokenVerification.Refused)?.Reason.Code);
    }

    private static JsonObject Claims(int iat, int exp) =>
        SampleClaims.GitHub().With("iat", Now.AddSeconds(iat).ToUnixTimeSeconds()).With("exp", Now.AddSeconds(exp).ToUnixTimeSeconds());

    private IdTokenVerification Verify(JsonObject claims, DateTimeOffset? now = null, int maxLifetime = MaxLifetime) =>
        VerifiedIdToken.Verify(issuer.Authentic(claims), issuer.Policy with { MaxLifetime = TimeSpan.FromSeconds(maxLifetime) }, now ?? Now);
}
