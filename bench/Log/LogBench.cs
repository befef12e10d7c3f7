using System.Diagnostics;
using System.Globalization;
using Npgsql;
using TrustedPublishing.Bench.Relay;

namespace TrustedPublishing.Bench.Log;

/// <summary>The same figures of the log at several sizes, side by side.</summary>
internal sealed class LogBench(Machine machine)
{
    private static readonly TimeSpan Signing = TimeSpan.FromSeconds(15);
    private static readonly string[] Tables = ["entries", "entry_facets", "personal_values", "tree_nodes", "time_blocks", "tallies"];

    private readonly Figures figures = new();

    public async Task RunAsync(IReadOnlyList<long> sizes)
    {
        await using var database = NpgsqlDataSource.Create(machine.AuditConnectionString);
        var fill = new LogFill(database);
        var records = 0L;
        foreach (var size in sizes)
        {
            var took = await fill.AppendAsync(records, size - records);
            figures.Add("append", "entries/s", (size - records) / took.TotalSeconds);
            records = size;
            Console.WriteLine($"{size:N0} entries after {took.TotalSeconds:N0} s");
            await MeasureStorageAsync(size);
            records += await MeasureServiceAsync(fill, records);
        }

        figures.Print([.. sizes.Select(size => size.ToString("N0", CultureInfo.InvariantCulture))]);
    }

    private async Task MeasureStorageAsync(long size)
    {
        var total = 0.0;
        foreach (var table in Tables)
        {
            var bytes = await NumberAsync($"SELECT pg_total_relation_size('{table}')") / (double)size;
            total += bytes;
            figures.Add($"storage, {table}", "bytes/entry", bytes);
        }

        figures.Add("storage, together", "bytes/entry", total);
    }

    /// <returns>How many records were appended meanwhile.</returns>
    private async Task<long> MeasureServiceAsync(LogFill fill, long records)
    {
        await using var audit = await AuditService.StartAsync(machine);
        var begun = Stopwatch.GetTimestamp();
        await UntilAsync("SELECT coalesce(max(size), 0) FROM checkpoints", records);
        figures.Add("first checkpoint after the start", "ms", Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        await UntilAsync("SELECT coalesce(max(position) + 1, 0) FROM tally_places WHERE scope = ''", records);
        figures.Add("counted for the charts", "entries/s", records / Stopwatch.GetElapsedTime(begun).TotalSeconds);

        foreach (var request in Requests.All(records))
        {
            var latencies = await audit.MeasureAsync(request);
            figures.Add($"{request.Name}, median", "ms", latencies[latencies.Count / 2]);
            figures.Add($"{request.Name}, 99th percentile", "ms", latencies[latencies.Count * 99 / 100]);
        }

        var (exported, seconds) = await audit.ExportAsync(LogFill.TimeOf(records - (records / 10)));
        figures.Add("export as NDJSON", "entries/s", exported / seconds);
        figures.Add("Audit's memory, at most", "MiB", audit.PeakMemory);
        var verified = await audit.VerifyAsync();
        figures.Add("verifier", "entries/s", records / verified.Seconds);
        figures.Add("verifier's memory, at most", "MiB", verified.PeakMemory);
        return await MeasureSigningAsync(fill, records);
    }

    /// <summary>Signs ten times a second, if it can, while the log grows.</summary>
    private async Task<long> MeasureSigningAsync(LogFill fill, long records)
    {
        var before = await NumberAsync("SELECT count(*) FROM checkpoints");
        var (begun, appended) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(begun) < Signing)
        {
            await fill.AppendAsync(records + appended, 100);
            appended += 100;
        }

        var signed = await NumberAsync("SELECT count(*) FROM checkpoints") - before;
        figures.Add($"checkpoint every, asked for every {AuditService.CheckpointInterval.TotalMilliseconds:N0} ms", "ms", Stopwatch.GetElapsedTime(begun).TotalMilliseconds / Math.Max(1, signed));
        return appended;
    }

    private async Task UntilAsync(string sql, long value)
    {
        while (await NumberAsync(sql) < value)
        {
            await Task.Delay(20);
        }
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = machine.Audit.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
