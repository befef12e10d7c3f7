using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Tests.Service;
using TrustedPublishing.TokenExchange.WarmUp;

namespace TrustedPublishing.TokenExchange.Tests.WarmUp;

public sealed class RehearsalTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly string[] Tables = ["used_id_tokens", "minted_tokens", "refused_id_tokens", "outbox"];

    /// <summary>Flows from a test into the service that it starts, and into no other test's.</summary>
    private static readonly AsyncLocal<bool> IsStartedHere = new();

    private ExchangeStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await ExchangeStack.CreateAsync(postgres);

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task It_goes_well_and_leaves_nothing_behind()
    {
        // Of each service of this process by its own factory of meters.
        var counted = new ConcurrentBag<object?>();
        using var meters = new MeterListener { InstrumentPublished = Listen };
        meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => counted.Add(instrument.Meter.Scope));
        meters.Start();

        var service = await stack.StartAsync();

        Assert.Equal(2, stack.Neighbours.WarmUpQuestions);
        Assert.DoesNotContain("rehearsal", service.Log.All, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(service.Log.Of("ReportedExchange"));
        Assert.DoesNotContain(service.Services.GetRequiredService<IMeterFactory>(), counted);
        foreach (var table in Tables)
        {
            Assert.Equal(0, await stack.CountAsync(table));
        }

        Assert.Equal(0L, await ScalarAsync(stack.Database, "SELECT last FROM outbox_sequence"));

        // The test can tell: a real exchange is counted and logged.
        stack.RegisterGitHub();
        await ExchangeStack.ExchangeAsync(service, stack.IdToken());
        Assert.Contains(service.Services.GetRequiredService<IMeterFactory>(), counted);
        Assert.Single(service.Log.Of("ReportedExchange"));
    }

    [Fact]
    public async Task Its_spans_are_not_for_those_who_collect_traces()
    {
        // Samples as the services do: what has a parent as the parent, all else.
        var spans = new ConcurrentBag<string>();
        using var collector = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExchangeTelemetry.Source.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> span) =>
                span.Parent == default || span.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStarted = span =>
            {
                if (IsStartedHere.Value)
                {
                    spans.Add(span.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(collector);
        IsStartedHere.Value = true;

        var service = await stack.StartAsync();

        Assert.Contains("Warm after", Assert.Single(service.Log.Of("Rehearsal")), StringComparison.Ordinal);
        Assert.Empty(spans);
    }

    [Fact]
    public async Task A_role_that_may_not_make_temporary_tables_is_told_and_the_service_works()
    {
        var role = $"role_{Guid.NewGuid():N}";
        await stack.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN PASSWORD 'sample';
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            """);
        var settings = new NpgsqlConnectionStringBuilder(stack.ConnectionString) { Username = role, Password = "sample" };
        await stack.ExecuteAsync($"REVOKE TEMPORARY ON DATABASE \"{settings.Database}\" FROM PUBLIC");
        stack.RegisterGitHub();

        var service = await stack.StartAsync(("ConnectionStrings:token-exchange", settings.ConnectionString));

        Assert.Contains("Warning: The rehearsal failed", Assert.Single(service.Log.Of("Rehearsal")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Status);

        await stack.ExecuteAsync(RehearsalLedger.Grants(role));
        service = await stack.StartAsync(("ConnectionStrings:token-exchange", settings.ConnectionString));
        Assert.Contains("Information: Warm after 40 exchanges", Assert.Single(service.Log.Of("Rehearsal")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_own_tables_its_statement_fails_and_never_reaches_the_real_ones()
    {
        await using var database = RehearsalLedger.Open(stack.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        Assert.Empty(await LedgerStatement.ExecuteAsync(connection, []));
        await using var drop = new NpgsqlCommand("DROP TABLE outbox", connection);
        await drop.ExecuteNonQueryAsync();

        var e = await Assert.ThrowsAsync<PostgresException>(() => LedgerStatement.ExecuteAsync(connection, []));

        Assert.Equal(PostgresErrorCodes.UndefinedTable, e.SqlState);
        Assert.Equal(0, await stack.CountAsync("outbox"));
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument is { Name: "exchanges" or "refusals.counted", Meter.Name: "TrustedPublishing.TokenExchange" })
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
