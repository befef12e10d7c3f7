using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Bench.Directory;

/// <summary>PublisherConfig as a process of its own, as it is deployed.</summary>
internal sealed class PublisherConfigProcess : IAsyncDisposable
{
    public const string Key = "key-of-the-directory-bench";

    private readonly Process process;

    private PublisherConfigProcess(Process process, Uri @internal) => (this.process, Internal) = (process, @internal);

    public Uri Internal { get; }

    public TimeSpan TotalProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Runs its <c>migrate</c> step to the end.</summary>
    public static async Task MigrateAsync(string database, string rabbitMq)
    {
        using var migration = Run(["migrate", .. Settings(database, rabbitMq)]);
        await migration.WaitForExitAsync();
        if (migration.ExitCode != 0)
        {
            throw new InvalidOperationException("The migration of publisher-config failed.");
        }
    }

    public static async Task<PublisherConfigProcess> StartAsync(string database, string rabbitMq)
    {
        var (open, closed) = (FreePort(), FreePort());
        var process = Run([.. Settings(database, rabbitMq), $"--urls=http://127.0.0.1:{open}", $"--Internal:Port={closed}"]);
        var started = new PublisherConfigProcess(process, new Uri($"http://127.0.0.1:{closed}"));
        using var http = new HttpClient();
        while (!await AnswersAsync(http, new Uri($"http://127.0.0.1:{open}/alive")))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("publisher-config did not start.");
            }

            await Task.Delay(100);
        }

        return started;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string[] Settings(string database, string rabbitMq) =>
    [
        $"--ConnectionStrings:publisher-config={database}",
        $"--ConnectionStrings:rabbitmq={rabbitMq}",
        "--Admin:Token=admin-token-of-the-directory-bench",
        $"--Internal:Callers:token-exchange:Keys:0={Key}",
        "--Internal:Callees:token-exchange:Url=http://127.0.0.1:1",
        $"--Internal:Callees:token-exchange:Key={Key}",
    ];

    private static Process Run(string[] arguments)
    {
        // …/bench/Directory/bin/Release/net10.0/ → …/services/PublisherConfig/bin/Release/net10.0/
        var output = AppContext.BaseDirectory.Replace(
            Path.Combine("bench", "Directory", "bin"), Path.Combine("services", "PublisherConfig", "bin"), StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(output, "TrustedPublishing.PublisherConfig.dll"), .. arguments]) { WorkingDirectory = output, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        // Its log is not of interest here, but somebody has to take it.
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
