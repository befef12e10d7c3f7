using TrustedPublishing.Bench.Directory;

foreach (var count in (int[])[1, 10_000, 1_000_000])
{
    InMemory.Measure(count);
}

// Servers of one's own: a superuser's connection string, and a broker for the queues that the migration declares.
if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } server && Environment.GetEnvironmentVariable("TEST_RABBITMQ") is { Length: > 0 } rabbitMq)
{
    await using var database = await PublisherDatabase.CreateAsync(server, rabbitMq);
    await ColdStart.MeasureAsync(database, rabbitMq);
}
