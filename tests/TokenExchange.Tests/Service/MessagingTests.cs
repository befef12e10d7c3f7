using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Messaging;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>The service with a real broker.</summary>
public sealed class MessagingTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private ExchangeStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task Withdrawn_keys_are_forgotten_when_JwksCache_says_so()
    {
        var service = await stack.StartAsync(("ConnectionStrings:rabbitmq", rabbit.Uri));
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Status);
        stack.Neighbours.Withdraw(stack.GitHub);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Status);

        await using var jwksCache = await StartProducerAsync("jwks-cache");

        // The queue may be bound a moment after the service is ready, so it is said until it is heard.
        await ExchangeStack.Until(async () =>
        {
            await jwksCache.Services.GetRequiredService<RecordPublisher>().PublishAsync([KeysChanged()], default);
            return (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Code == "invalid-token";
        });
    }

    [Fact]
    public async Task Records_leave_the_outbox_once_the_broker_keeps_them()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(rabbit.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("token-exchange.records", ExchangeType.Fanout, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, "token-exchange.records", "");
        var service = await stack.StartAsync(("ConnectionStrings:rabbitmq", rabbit.Uri));

        var answer = await ExchangeStack.ExchangeAsync(service, stack.IdToken());

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        await ExchangeStack.Until(async () => await stack.CountAsync("outbox") == 0);
        Assert.NotNull(await channel.BasicGetAsync(queue, autoAck: true));
    }

    private Contracts.Record KeysChanged() => new()
    {
        Id = Guid.CreateVersion7(),
        Sequence = 1,
        Type = nameof(ProviderKeysChanged),
        OccurredAt = DateTimeOffset.UtcNow,
        Body = System.Text.Json.JsonSerializer.SerializeToElement(
            new ProviderKeysChanged { Provider = "github", Issuer = stack.GitHub.Issuer, Added = [], Removed = [], Current = [] },
            ContractsJson.Default.ProviderKeysChanged),
    };

    private async Task<WebApplication> StartProducerAsync(string name)
    {
        var builder = WebApplication.CreateBuilder(["--environment", "Development", "--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("ConnectionStrings:rabbitmq", rabbit.Uri)]);
        builder.AddServiceDefaults(name);
        builder.AddMessaging(messaging => messaging.Produces());
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }
}
