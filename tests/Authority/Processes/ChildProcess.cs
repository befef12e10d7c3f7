using System.Diagnostics;

namespace TrustedPublishing.Authority.Processes;

/// <summary>
/// A program that ends with this process, however this process ends. Beside it stands a shell that waits on a pipe: the operating
/// system closes its other end when this process dies, also from kill -9, and the shell then kills the program.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Reads the program's id, then a line when it has ended by itself. No line is the end of whoever should send it.</summary>
    private const string Guard = """
        trap '' INT TERM HUP
        read -r program || exit 0
        read -r ended || kill -9 "$program"
        """;

    private readonly Process guard;
    private readonly Process program;
    private readonly Task log;

    private ChildProcess(Process guard, Process program, Task log)
    {
        this.guard = guard;
        this.program = program;
        this.log = log;
    }

    public int Id => program.Id;

    public bool HasExited => program.HasExited;

    /// <param name="file">An absolute path, or a name in PATH.</param>
    /// <param name="arguments">Each as it is; no shell reads them.</param>
    /// <param name="environment">In addition to this process's own.</param>
    /// <param name="logFile">What the program writes is appended to it.</param>
    public static ChildProcess Start(string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string logFile)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // The guard first, so that there is never a program without one.
        var guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard]) { RedirectStandardInput = true })!;
        var program = Process.Start(start)!;
        guard.StandardInput.WriteLine(program.Id);
        guard.StandardInput.Flush();
        program.StandardInput.Close();
        return new ChildProcess(guard, program, LogAsync(program, logFile));
    }

    public Task SignalAsync(string signal) => Signals.SendAsync(signal, [Id]);

    /// <returns>The exit code; 128 and the signal's number for a program that was killed.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await program.WaitForExitAsync(cancellationToken);
        await log.WaitAsync(cancellationToken);
        return program.ExitCode;
    }

    public void Dispose()
    {
        if (program.HasExited)
        {
            // Its id may be another program's by now.
            guard.StandardInput.WriteLine("ended");
        }

        guard.StandardInput.Close();
        guard.WaitForExit();
        guard.Dispose();
        program.Dispose();
    }

    private static async Task LogAsync(Process program, string logFile)
    {
        await using var file = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(CopyAsync(program.StandardOutput.BaseStream), CopyAsync(program.StandardError.BaseStream));

        async Task CopyAsync(Stream from)
        {
            var buffer = new byte[8192];
            while (await from.ReadAsync(buffer) is > 0 and var length)
            {
                await turn.WaitAsync();
                await file.WriteAsync(buffer.AsMemory(0, length));
                await file.FlushAsync();
                turn.Release();
            }
        }
    }
}
