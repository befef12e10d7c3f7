using System.Diagnostics;
using Npgsql;

namespace TrustedPublishing.Bench.Relay;

/// <summary>How fast records leave the outbox and reach the log, and what that costs in each process.</summary>
internal sealed class RelayBench(Machine machine, int records)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private long appended;

    public async Task RunAsync()
    {
        Console.WriteLine($"""

            {records:N0} records; CPU is µs a record

            | | records/s | relay | Audit | RabbitMQ | PostgreSQL | together | outbox |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
        await OutboxFill.FillAsync(machine.Exchange, records);
        await MeasureAsync("relay alone", machine.StartRelay(), null);
        await MeasureAsync("Audit alone", null, machine.StartAudit());
        await OutboxFill.FillAsync(machine.Exchange, records);
        await MeasureAsync("both", machine.StartRelay(), machine.StartAudit());
    }

    private async Task MeasureAsync(string name, Process? relay, Process? audit)
    {
        appended += audit is null ? 0 : records;
        var before = Now(relay, audit);
        var clock = Stopwatch.StartNew();
        while (!await IsDoneAsync(audit is not null))
        {
            if (clock.Elapsed > Limit)
            {
                throw new TimeoutException($"{name}: not done within {Limit.TotalMinutes} minutes.");
            }

            await Task.Delay(100);
        }

        var (seconds, after) = (clock.Elapsed.TotalSeconds, Now(relay, audit));
        var used = after.Zip(before, (now, then) => (now - then).TotalMicroseconds / records).ToList();
        Console.WriteLine($"| {name} | {records / seconds:N0} | {string.Join(" | ", used.Select(cpu => $"{cpu:N1}"))} | {used.Sum():N1} | {await OutboxSizeAsync()} |");
        foreach (var process in new[] { relay, audit }.OfType<Process>())
        {
            await Machine.EndAsync(process);
        }
    }

    private TimeSpan[] Now(Process? relay, Process? audit) =>
        [Of(relay?.Id), Of(audit?.Id), Of(machine.RabbitPid), Of(machine.PostgresPid)];

    private static TimeSpan Of(int? pid) => pid is { } known ? CpuTime.Of(known) : TimeSpan.Zero;

    private async Task<bool> IsDoneAsync(bool isAppending) => isAppending
        ? await NumberAsync(machine.Audit, "SELECT coalesce(max(index) + 1, 0) FROM entries") == appended
        : await NumberAsync(machine.Exchange, "SELECT count(*) FROM (SELECT FROM outbox LIMIT 1) AS first") == 0;

    private async Task<string> OutboxSizeAsync() =>
        $"{await NumberAsync(machine.Exchange, "SELECT pg_total_relation_size('outbox')") / (1024.0 * 1024):N0} MiB";

    private static async Task<long> NumberAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
