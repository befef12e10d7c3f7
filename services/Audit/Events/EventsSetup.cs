namespace TrustedPublishing.Audit.Events;

internal static class EventsSetup
{
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<EventExchange>();
        builder.Services.AddHostedService<EventPublisher>();
    }
}
