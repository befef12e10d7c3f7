using System.Diagnostics;
using System.Net;
using System.Text.Json;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Appending;

/// <summary>From the broker's queues to the log. The only tests that use the queues, one after the other.</summary>
public sealed class ConsumingTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const string Batch = "\"messageType\":[\"urn:message:TrustedPublishing.Contracts:RecordBatch\"]";

    private AuditLog log = null!;
    private Broker broker = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        broker = await Broker.ConnectAsync(rabbit);
    }

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Records_of_all_producers_arrive_once_each_under_the_name_of_their_queue()
    {
        var keys = Records.Of(1, "ProviderKeysUnavailable", JsonElement.Parse("""{"provider":"github","issuer":"https://i","reason":"timeout"}"""));
        var service = log.StartReplica();

        await broker.PublishAsync(EntryTypes.PublisherConfig, Records.Created(1), Records.Created(2));
        await broker.PublishAsync(EntryTypes.JwksCache, keys);
        await broker.PublishAsync(EntryTypes.JwksCache, keys);
        await broker.PublishAsync(EntryTypes.TokenExchange, Records.Minted(1));
        await log.UntilAsync(4);
        await broker.PublishAsync(EntryTypes.JwksCache, Records.Created(2));
        await log.UntilAsync(5);

        var entries = await log.EntriesAsync();
        Assert.Equal([0, 1, 2, 3, 4], entries.Select(entry => (int)entry.Index));
        Assert.Equal(
            [
                ("audit", 1, "RecordUnreadable"), ("jwks-cache", 1, "ProviderKeysUnavailable"), ("publisher-config", 1, "ProjectCreated"),
                ("publisher-config", 2, "ProjectCreated"), ("token-exchange", 1, "TokenMinted"),
            ],
            entries.Select(entry => (entry.Producer, (int)entry.Sequence, entry.Type)).Order());
        Assert.Contains("type_of_another_producer", (await service.GetAsync("/api/entries/4"))["body"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_is_believed_when_nothing_fills_it_in_time()
    {
        log.StartReplica();

        await broker.PublishAsync(EntryTypes.TokenExchange, Records.Minted(1));
        await broker.PublishAsync(EntryTypes.TokenExchange, Records.Minted(4));
        await log.UntilAsync(1);
        await log.ExchangeAppendsAsync(Records.Minted(2));
        await log.UntilAsync(4);

        Assert.Equal(
            [(1, "TokenMinted"), (2, "TokenMinted"), (1, "ProducerSequenceGap"), (4, "TokenMinted")],
            (await log.EntriesAsync()).Select(entry => ((int)entry.Sequence, entry.Type)));
    }

    [Fact]
    public async Task What_is_no_batch_becomes_an_entry_and_holds_nothing_up()
    {
        var service = log.StartReplica();
        string[] messages =
        [
            "garbage",
            "",
            $$"""{ {{Batch}}, "message": { "records": null } }""",
            $$"""{ {{Batch}}, "message": { "records": [null] } }""",
            $$"""{ {{Batch}}, "message": { "records": [{ "id": "nonsense" }] } }""",
            """{ "messageType": ["urn:message:Other"], "message": {} }""",
        ];

        foreach (var message in messages)
        {
            await broker.SendAsync(EntryTypes.TokenExchange, message);
        }
        await broker.SendAsync(EntryTypes.TokenExchange, "garbage");
        await broker.SendAsync(EntryTypes.TokenExchange, "\u0001", "application/octet-stream");
        await broker.PublishAsync(EntryTypes.TokenExchange, Records.Minted(1));
        await log.UntilAsync(messages.Length + 2);

        var entries = (await service.GetAsync("/api/entries"))["entries"]!.AsArray();
        // The batch came over another connection, so it may stand anywhere.
        var broken = entries.Where(entry => (string)entry!["type"]! != "TokenMinted").ToList();
        Assert.Equal(messages.Append("\u0001"), broken.Select(entry => (string)entry!["personal"]!["record"]!["value"]!));
        Assert.All(broken, entry => Assert.Equal("no_batch", (string)entry!["body"]!["reason"]!));
        Assert.Single(entries, entry => (string)entry!["type"]! == "TokenMinted");
    }

    [Fact]
    public async Task Two_replicas_and_a_restart_in_the_middle_lose_nothing_and_double_nothing()
    {
        var first = log.StartReplica();
        log.StartReplica();

        for (var batch = 0; batch < 60; batch++)
        {
            await broker.PublishAsync(EntryTypes.TokenExchange, [.. Enumerable.Range((batch * 5) + 1, 5).Select(i => Records.Minted(i))]);
            if (batch == 30)
            {
                await first.DisposeAsync();
                log.StartReplica();
            }
        }
        await log.UntilAsync(300);

        await AssertLogHolds(300);
    }

    [Fact]
    public async Task Replicas_that_are_killed_and_connections_that_are_cut_lose_nothing_and_double_nothing()
    {
        using var killed = StartProcess();
        await log.UntilListeningAsync();

        for (var batch = 0; batch < 60; batch++)
        {
            await broker.PublishAsync(EntryTypes.TokenExchange, [.. Enumerable.Range((batch * 5) + 1, 5).Select(i => Records.Minted(i))]);
            if (batch == 20)
            {
                killed.Kill(entireProcessTree: true);
                log.StartReplica();
            }
            if (batch is 40 or 50)
            {
                await log.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()");
            }
        }
        await log.UntilAsync(300);

        await AssertLogHolds(300);
    }

    [Fact]
    public async Task The_append_is_part_of_the_trace_of_the_request()
    {
        var spans = new System.Collections.Concurrent.ConcurrentBag<Activity>();
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AppendTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        log.StartReplica();

        await broker.PublishAsync(EntryTypes.TokenExchange, Records.Minted(1) with { TraceParent = $"00-{trace}-b7ad6b7169203331-01" });
        await log.UntilAsync(1);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!spans.Any(span => span.TraceId == trace))
        {
            await Task.Delay(20, limit.Token);
        }

        var append = Assert.Single(spans, span => span.TraceId == trace);
        Assert.Equal(("append TokenMinted", "b7ad6b7169203331"), (append.DisplayName, append.ParentSpanId.ToHexString()));
        Assert.Equal(0L, append.GetTagItem("audit.index"));
    }

    [Fact]
    public async Task Without_a_broker_the_log_can_be_read()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));
        var service = log.StartWithoutBroker();
        using var client = service.Client();

        using var health = await client.GetAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal([0], (IEnumerable<long>)await service.IndicesAsync(""));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private async Task AssertLogHolds(int count) => Assert.Equal(
        Enumerable.Range(0, count).Select(i => ((long)i, "token-exchange", (long)i + 1, "TokenMinted")),
        await log.EntriesAsync());

    private Process StartProcess()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(EntryAppender).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__audit"] = log.ConnectionString,
                ["ConnectionStrings__rabbitmq"] = rabbit.Uri,
                ["Auditor__Token"] = AuditService.Token,
            },
        };
        foreach (var (key, value) in log.LogSettings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
