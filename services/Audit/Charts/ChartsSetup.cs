using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Charts;

internal static class ChartsSetup
{
    public static void AddCharts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TallyCounter>();
        builder.Services.AddSingleton<TallyWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TallyWorker>());
        // Only of the whole log: the other scopes are projects.
        builder.Services.AddSingleton(new FollowedPlaces($"SELECT 'tallies', position, NULL::bigint FROM tally_places WHERE scope = '{TallyStore.All}'"));
        builder.Services.AddHealthChecks().AddCheck<TallyWorker>("tallies");
        builder.Services.AddScoped<TallyReader>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, TalliesJson.Default));
    }
}
