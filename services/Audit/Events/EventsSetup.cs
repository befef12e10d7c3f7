using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Events;

internal static class EventsSetup
{
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<EventExchange>();
        builder.Services.AddHostedService<EventPublisher>();
        builder.Services.AddSingleton(services => new FollowedPlaces(
            $"SELECT name, after, NULL::bigint FROM log_positions WHERE name = '{EventExchange.Position}'", services.GetRequiredService<IOptions<EventOptions>>().Value.Enabled));
    }
}
