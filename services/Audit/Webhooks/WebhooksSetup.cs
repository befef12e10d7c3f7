using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Webhooks;

internal static class WebhooksSetup
{
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(_ => SecretSeal.Read(builder.Configuration));
        builder.Services.AddSingleton<WebhookStore>();
        builder.Services.AddSingleton<SecretRotation>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<WebhookMetrics>();
        builder.Services.AddSingleton<WebhookDelivery>();
        builder.Services.AddHostedService<WebhookRunner>();
        builder.Services.AddSingleton(new FollowedPlaces($"""
            SELECT p.name, p.after, (SELECT count(*) FROM dead_letters AS d WHERE d.webhook_id = w.id)
            FROM webhooks AS w JOIN log_positions AS p ON p.name = '{Webhook.PositionPrefix}' || w.id
            """));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebhooksJson.Default));
    }
}
