namespace TrustedPublishing.Audit.Webhooks;

/// <summary>When a delivery that failed is tried again.</summary>
internal static class RetryPlan
{
    /// <summary>Exponential, and between half of it and all of it by chance, so that what failed together does not come back together.</summary>
    /// <param name="tries">How often it has been tried, 1 or more.</param>
    /// <param name="first">The pause after the first try.</param>
    /// <param name="longest">No pause is longer.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Pause(int tries, TimeSpan first, TimeSpan longest, double chance)
    {
        var whole = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(tries - 1, 40)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(whole * (0.5 + (chance / 2)));
    }
}
