using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Bench.Exchanges.Contestants;

/// <summary>A program that is told by environment variables where to listen, and that prints <c>ready</c> when it does.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process, int port)
    {
        this.process = process;
        Address = new IPEndPoint(IPAddress.Loopback, port);
    }

    public IPEndPoint Address { get; }

    public int Id => process.Id;

    /// <summary>What it printed up to now.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (output)
            {
                return [.. output];
            }
        }
    }

    /// <exception cref="InvalidOperationException">It ended, or was not ready within a minute.</exception>
    public static async Task<HostProcess> StartAsync(ProcessStartInfo start, IEnumerable<(string Name, string Value)> environment)
    {
        var port = FreePort();
        start.Environment["PORT"] = $"{port}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Its standard input ends with this process, and so does it.
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var host = new HostProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, port);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process.Id > 0 && !process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task StartAsync()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var first = await Task.WhenAny(ready.Task, process.WaitForExitAsync(), Task.Delay(StartLimit));
        if (first != ready.Task)
        {
            throw new InvalidOperationException($"{process.StartInfo.FileName} did not become ready:\n{string.Join('\n', Output)}");
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.Add(line);
        }

        if (line.Trim() == "ready")
        {
            ready.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
