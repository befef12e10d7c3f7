using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>MassTransit on RabbitMQ: one fanout exchange a producer, one quorum queue a consumer and producer.</summary>
public static class MessagingSetup
{
    private static readonly object DefinitionKey = new();

    /// <summary>How long <c>migrate</c> waits for a broker that starts at the same time: RabbitMQ takes longer to start than the schema to be made.</summary>
    private static readonly TimeSpan BrokerStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BrokerLook = TimeSpan.FromMilliseconds(250);

    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, Action<MessagingDefinition> define)
    {
        var definition = new MessagingDefinition();
        define(definition);
        var host = (IHostApplicationBuilder)builder;
        host.Properties[DefinitionKey] = definition;
        var service = host.ServiceName();
        foreach (var (_, consumer) in definition.Consumers)
        {
            builder.Services.TryAddSingleton(consumer);
        }

        builder.Services.AddSingleton<ConsumeLoop>();
        builder.Services.AddMassTransit(bus =>
        {
            // It would tell its makers over the internet what runs here, some minutes after each start.
            bus.DisableUsageTelemetry();
            // Without the broker a service is degraded, not down: the outbox keeps what it would have sent.
            bus.ConfigureHealthCheckOptions(o => o.MinimalFailureStatus = HealthStatus.Degraded);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(ConnectionString(builder.Configuration)));
                var loop = context.GetRequiredService<ConsumeLoop>();
                foreach (var (producer, type) in definition.Consumers)
                {
                    var consumer = (IRecordConsumer)context.GetRequiredService(type);
                    rabbit.Queue(service, producer, queue =>
                    {
                        var unreadable = new UnreadableMessages(loop, consumer, producer);
                        queue.ConfigureError(pipe => pipe.UseFilter(unreadable));
                        queue.ConfigureDeadLetter(pipe => pipe.UseFilter(unreadable));
                        queue.Handler<RecordBatch>(batch => IsWhole(batch.Message)
                            ? loop.HandleAsync(consumer, producer, batch.Message.Records, batch.CancellationToken)
                            : unreadable.HandleAsync(batch.ReceiveContext));
                    });
                }
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(o => o.StopTimeout = TimeSpan.FromSeconds(5));
        if (definition.IsProducer)
        {
            builder.Services.AddSingleton(services => new RecordPublisher(services.GetRequiredService<IBus>(), service));
        }

        return builder;
    }

    /// <summary>
    /// Declares the service's queues and their bindings, so that a producer which starts later finds somebody who keeps its records.
    /// Does nothing for a service without messaging.
    /// </summary>
    internal static async Task DeclareQueuesAsync(this IHostApplicationBuilder builder)
    {
        if (!builder.Properties.TryGetValue(DefinitionKey, out var found) || found is not MessagingDefinition { Consumers.Count: > 0 } definition)
        {
            return;
        }

        using var limit = new CancellationTokenSource(BrokerStart);
        var factory = new ConnectionFactory { Uri = new Uri(ConnectionString(builder.Configuration)), ClientProvidedName = $"{builder.ServiceName()} migrate" };
        await using var connection = await factory.ConnectAsync(limit.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: limit.Token);
        foreach (var (producer, _) in definition.Consumers)
        {
            await channel.DeclareQueueAsync(MessagingDefinition.Queue(builder.ServiceName(), producer), MessagingDefinition.Exchange(producer), limit.Token);
        }
    }

    private static async Task<IConnection> ConnectAsync(this ConnectionFactory broker, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await broker.CreateConnectionAsync(cancellationToken);
            }
            catch (BrokerUnreachableException e) when (e.InnerException is not AuthenticationFailureException && !cancellationToken.IsCancellationRequested)
            {
                if (isFirst)
                {
                    await Console.Error.WriteLineAsync($"RabbitMQ does not answer yet at {broker.Endpoint.HostName}:{broker.Endpoint.Port}; waiting up to {BrokerStart.TotalMinutes} minutes for it.");
                }

                await Task.Delay(BrokerLook, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellationToken.IsCancellationRequested)
                {
                    // Says more than that the time is over.
                    throw;
                }
            }
        }
    }

    /// <summary>
    /// What MassTransit declares for <see cref="Queue"/>. Its own <c>DeployTopologyOnly</c> stops before it is ready and then, once in
    /// a thousand, never returns (MassTransit's pull request 6099); no token ends that wait.
    /// </summary>
    private static async Task DeclareQueueAsync(this IChannel channel, string queue, string exchange, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, exchange: queue, routingKey: "", cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeBindAsync(destination: queue, source: exchange, routingKey: "", cancellationToken: cancellationToken);
    }

    private static void Queue(this IRabbitMqBusFactoryConfigurator rabbit, string consumer, string producer, Action<IRabbitMqReceiveEndpointConfigurator> read) =>
        rabbit.ReceiveEndpoint(MessagingDefinition.Queue(consumer, producer), queue =>
        {
            queue.ConfigureConsumeTopology = false;
            queue.SetQuorumQueue();
            queue.Bind(MessagingDefinition.Exchange(producer), exchange =>
            {
                exchange.ExchangeType = ExchangeType.Fanout;
                exchange.Durable = true;
            });
            // One batch at a time, so that order holds: what a stopping service has fetched, the next one overtakes.
            queue.ConcurrentMessageLimit = 1;
            queue.PrefetchCount = 1;
            // Of several replicas one reads and the others stand by: two that read side by side would overtake each other.
            queue.SingleActiveConsumer = true;
            // A fault is between the consumer and its log, and the service's broker user may not speak elsewhere.
            queue.PublishFaults = false;
            queue.ClearSerialization();
            queue.AddSerializer(new RecordBatchFormat());
            queue.AddDeserializer(new RecordBatchFormat(), isDefault: true);
            read(queue);
        });

    // JSON may hold null where C# sees none.
    private static bool IsWhole(RecordBatch batch) => batch.Records is { } records && records.All(record => record is { Type: not null });

    private static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("rabbitmq") is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException("The setting 'ConnectionStrings:rabbitmq' is missing.");
}
