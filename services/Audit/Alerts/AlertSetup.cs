namespace TrustedPublishing.Audit.Alerts;

internal static class AlertSetup
{
    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AlertWatch>();
        builder.Services.AddSingleton<AlertWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AlertWorker>());
        builder.Services.AddHealthChecks().AddCheck<AlertWorker>("alerts");
    }
}
