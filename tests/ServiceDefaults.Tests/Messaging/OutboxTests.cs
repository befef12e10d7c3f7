using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Data;
using TrustedPublishing.ServiceDefaults.Messaging;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.ServiceDefaults.Tests.Messaging;

public sealed class OutboxTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private readonly string producerName = $"producer-{Guid.NewGuid():N}";
    private readonly string consumerName = $"consumer-{Guid.NewGuid():N}";
    private string database = "";
    private WebApplication producer = null!;
    private NpgsqlDataSource rows = null!;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync("outbox");
        rows = NpgsqlDataSource.Create(database);
        producer = await StartProducerAsync();
    }

    [Fact]
    public async Task Keeps_records_until_somebody_keeps_them_then_delivers_all_in_order()
    {
        await AppendAsync(producer, 3);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(3, await PendingAsync());

        await DeclareAsync();
        await Until(async () => await PendingAsync() == 0);
        await AppendAsync(producer, 1200);
        await using var consumer = await StartConsumerAsync(new Inbox());

        Assert.Equal(Sequence(1203), await ReceivedAsync(consumer, 1203));
    }

    [Fact]
    public async Task Gives_the_same_batch_again_until_it_is_taken()
    {
        await DeclareAsync();
        await using var consumer = await StartConsumerAsync(new Inbox { FailuresLeft = 2 });

        await AppendAsync(producer, 2);
        await AppendAsync(producer, 2);

        Assert.Equal(Sequence(4), await ReceivedAsync(consumer, 4));
    }

    [Fact]
    public async Task A_consumer_that_stops_in_the_middle_leaves_its_batch_to_the_next()
    {
        await DeclareAsync();
        var stuck = await StartConsumerAsync(new Inbox { FailuresLeft = int.MaxValue });
        await AppendAsync(producer, 5);
        await Until(() => Task.FromResult(stuck.Services.GetRequiredService<Inbox>().Attempts > 0));
        await stuck.StopAsync();
        await stuck.DisposeAsync();

        await using var next = await StartConsumerAsync(new Inbox());

        Assert.Equal(Sequence(5), await ReceivedAsync(next, 5));
    }

    [Fact]
    public async Task Numbers_are_gapless_under_concurrent_and_failing_transactions_and_two_relays()
    {
        await DeclareAsync();
        await using var replica = await StartProducerAsync();
        await using var consumer = await StartConsumerAsync(new Inbox());

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AppendAsync(i % 2 == 0 ? producer : replica, 5, rollback: i % 4 == 3)));

        Assert.Equal(Sequence(150), (await ReceivedAsync(consumer, 150)).Distinct());
    }

    [Fact]
    public async Task Refuses_to_append_outside_a_transaction()
    {
        await using var scope = producer.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OutboxDb>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.AppendToOutboxAsync(SomeRecord(), CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await producer.DisposeAsync();
        await rows.DisposeAsync();
    }

    private static IEnumerable<long> Sequence(int count) => Enumerable.Range(1, count).Select(i => (long)i);

    private static OutboxRecord SomeRecord() => OutboxRecord.Of(
        new ProjectCreated { Project = new ProjectRef { Id = Guid.CreateVersion7(), Name = "sample" }, Revision = 1, By = "test" },
        ContractsJson.Default.ProjectCreated, DateTimeOffset.UtcNow);

    private static async Task AppendAsync(WebApplication app, int count, bool rollback = false)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OutboxDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        for (var i = 0; i < count; i++)
        {
            await db.AppendToOutboxAsync(SomeRecord(), CancellationToken.None);
        }

        await (rollback ? transaction.RollbackAsync() : transaction.CommitAsync());
    }

    private async Task<WebApplication> StartProducerAsync()
    {
        var builder = TestService.Builder(producerName, ("ConnectionStrings:rabbitmq", rabbit.Uri), ("ConnectionStrings:db", database));
        builder.AddDatabase<OutboxDb>("db");
        builder.AddMessaging(m => m.Produces());
        builder.AddOutboxRelay();
        var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<OutboxDb>().Database.EnsureCreatedAsync();
        }

        await app.StartAsync();
        return app;
    }

    private WebApplicationBuilder Consumer() => TestService.Builder(consumerName, ("ConnectionStrings:rabbitmq", rabbit.Uri))
        .AddMessaging(m => m.Consumes<Inbox>(from: producerName));

    private Task DeclareAsync() => ((IHostApplicationBuilder)Consumer()).DeclareQueuesAsync();

    private async Task<WebApplication> StartConsumerAsync(Inbox inbox)
    {
        var builder = Consumer();
        builder.Services.AddSingleton(inbox);
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    private async Task<long> PendingAsync() => (long)(await rows.CreateCommand("SELECT count(*) FROM outbox").ExecuteScalarAsync())!;

    private static async Task<IReadOnlyList<long>> ReceivedAsync(WebApplication consumer, int count)
    {
        var inbox = consumer.Services.GetRequiredService<Inbox>();
        await Until(() => Task.FromResult(inbox.Records.Count >= count));
        return [.. inbox.Records.Select(r => r.Sequence)];
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 300 && !await condition(); i++)
        {
            await Task.Delay(100);
        }

        Assert.True(await condition(), "Not within 30 seconds.");
    }

    internal sealed class OutboxDb(DbContextOptions<OutboxDb> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddOutbox();
    }

    internal sealed class Inbox : IRecordConsumer
    {
        private int attempts;

        public ConcurrentQueue<Record> Records { get; } = new();
        public int FailuresLeft { get; init; }
        public int Attempts => attempts;

        public Task ConsumeAsync(string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref attempts) <= FailuresLeft)
            {
                throw new InvalidOperationException("Not now.");
            }

            foreach (var record in records)
            {
                Records.Enqueue(record);
            }

            return Task.CompletedTask;
        }
    }
}
