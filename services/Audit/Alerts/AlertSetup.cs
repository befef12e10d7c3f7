using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Alerts;

internal static class AlertSetup
{
    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AlertWatch>();
        builder.Services.AddSingleton<AlertWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AlertWorker>());
        builder.Services.AddSingleton(services => new FollowedPlaces(
            "SELECT 'alerts', position, NULL::bigint FROM alert_position", services.GetRequiredService<IOptions<AlertOptions>>().Value.Enabled));
        builder.Services.AddHealthChecks().AddCheck<AlertWorker>("alerts");
    }
}
