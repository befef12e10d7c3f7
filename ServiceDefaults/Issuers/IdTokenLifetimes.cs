namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>How long ID tokens may live from <c>iat</c> to <c>exp</c>, unless an issuer's entry says otherwise.</summary>
public static class IdTokenLifetimes
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>No issuer may have more: a used ID token is remembered for as long as it lives.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>GitHub gives 5 minutes, ActiveState 15, Google an hour; GitLab as long as the job may run.</summary>
    public static TimeSpan DefaultFor(string provider) => provider switch
    {
        Providers.GitHub => TimeSpan.FromHours(1),
        Providers.Google => TimeSpan.FromHours(2),
        Providers.ActiveState => TimeSpan.FromHours(1),
        _ => Longest,
    };
}
