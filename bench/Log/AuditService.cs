using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using TrustedPublishing.Bench.Relay;

namespace TrustedPublishing.Bench.Log;

/// <summary>Audit as a process, and what asks it. Alerts are off: learning the past of a log that was filled at once is no figure of operation.</summary>
internal sealed class AuditService : IAsyncDisposable
{
    public static readonly TimeSpan CheckpointInterval = TimeSpan.FromMilliseconds(100);
    private const int WarmUp = 20;
    private const int Measured = 200;

    /// <summary><c>…/bench/Log/bin/Release/net10.0/</c> → <c>…/tools/AuditVerifier/bin/Release/net10.0/</c>.</summary>
    private static readonly string Verifier = Path.Combine(
        AppContext.BaseDirectory.Replace(Path.Combine("bench", "Log", "bin"), Path.Combine("tools", "AuditVerifier", "bin"), StringComparison.Ordinal), "TrustedPublishing.AuditVerifier.dll");

    private readonly Machine machine;
    private readonly Process process;
    private readonly HttpClient client;

    private AuditService(Machine machine, Process process, Uri address)
    {
        (this.machine, this.process) = (machine, process);
        client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", machine.AuditorToken);
    }

    /// <summary>In MiB.</summary>
    public double PeakMemory => PeakOf(process);

    public static async Task<AuditService> StartAsync(Machine machine)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var process = machine.StartAudit(
            ("ASPNETCORE_URLS", address.OriginalString), ("Alerts__Enabled", "false"), ("Log__CheckpointInterval", CheckpointInterval.ToString("c", CultureInfo.InvariantCulture)));
        var service = new AuditService(machine, process, address);
        await service.UntilReadyAsync();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", machine.AuditorToken)]);
        // The session's cookie stays with the client.
        (await service.client.PostAsync("/sign-in", form)).EnsureSuccessStatusCode().Dispose();
        return service;
    }

    /// <returns>In milliseconds, the shortest first.</returns>
    public async Task<IReadOnlyList<double>> MeasureAsync(Requests request)
    {
        var random = new Random(1);
        var latencies = new List<double>();
        for (var i = 0; i < WarmUp + Measured; i++)
        {
            var path = request.Path(random);
            var begun = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(path);
            var took = Stopwatch.GetElapsedTime(begun);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{path}: {(int)answer.StatusCode}");
            }

            if (i >= WarmUp)
            {
                latencies.Add(took.TotalMilliseconds);
            }
        }

        latencies.Sort();
        return latencies;
    }

    /// <returns>Entries, and seconds.</returns>
    public async Task<(long Entries, double Seconds)> ExportAsync(DateTimeOffset from)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync($"/api/export?from={from:yyyy-MM-dd'T'HH:mm:ss'Z'}", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var entries = 0L;
        while (await lines.ReadLineAsync() is not null)
        {
            entries++;
        }

        return (entries, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>The verifier as auditors run it.</summary>
    public async Task<(double Seconds, double PeakMemory)> VerifyAsync()
    {
        var state = Directory.CreateTempSubdirectory("bench-log-");
        try
        {
            var begun = Stopwatch.GetTimestamp();
            using var verifier = Process.Start(new ProcessStartInfo("dotnet", [Verifier, $"{client.BaseAddress}log", "--state", state.FullName])
            {
                Environment = { ["AUDITOR_TOKEN"] = machine.AuditorToken },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (output, errors) = (verifier.StandardOutput.ReadToEndAsync(), verifier.StandardError.ReadToEndAsync());
            var peak = 0.0;
            while (!verifier.HasExited)
            {
                peak = Math.Max(peak, PeakOf(verifier));
                await Task.Delay(100);
            }

            // 3: consistent in itself; nothing was seen before.
            return verifier.ExitCode == 3 ? (Stopwatch.GetElapsedTime(begun).TotalSeconds, peak) : throw new InvalidOperationException($"{await output}{await errors}");
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Machine.EndAsync(process);
    }

    private async Task UntilReadyAsync()
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/alive");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(50);
        }
    }

    private static double PeakOf(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0; // it has just ended
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
