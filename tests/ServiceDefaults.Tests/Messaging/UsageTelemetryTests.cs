using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.ServiceDefaults.Tests.Messaging;

public sealed class UsageTelemetryTests
{
    [Fact]
    public async Task Nobody_outside_is_told_what_runs_here()
    {
        var builder = TestService.Builder("told-of", ("ConnectionStrings:rabbitmq", "amqp://nobody:nothing@127.0.0.1:1/"));
        builder.AddMessaging(messaging => messaging.Produces());
        await using var app = builder.Build();

        Assert.False(app.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }
}
