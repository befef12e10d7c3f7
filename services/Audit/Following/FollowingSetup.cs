namespace TrustedPublishing.Audit.Following;

internal static class FollowingSetup
{
    public static void AddFollowing(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogPositions>();
        builder.Services.AddSingleton<LogFollower>();
        builder.Services.AddSingleton<FollowerReader>();
        builder.Services.AddHostedService<FollowerMetrics>();
    }
}
