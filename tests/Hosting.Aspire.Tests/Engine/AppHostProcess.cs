using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TrustedPublishing.Hosting.Aspire.Tests.Engine;

/// <summary>The sample AppHost as a process of its own. All processes of its run inherit a mark, by which they are found.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const string MarkVariable = "HOSTING_TEST_RUN";
    private static readonly string[] Lines = ["sleeper has started", "stubborn has started", "service is ready"];
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private AppHostProcess(string program, params IEnumerable<string> arguments)
    {
        // Whoever runs the tests with nohup or in the background of a script ignores signals, and its children would, too.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP,INT,TERM", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment[MarkVariable] = _mark;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Collect;
        _process.ErrorDataReceived += Collect;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int ExitCode => _process.ExitCode;

    private static string Folder => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "SampleAppHost"));

    private static string Program => Path.Combine(Folder, Path.GetRelativePath(Path.Combine(Folder, "..", "Hosting.Aspire.Tests"), AppContext.BaseDirectory), "TrustedPublishing.SampleAppHost");

    public static AppHostProcess Start(params IEnumerable<string> arguments) => new(Program, arguments);

    public static AppHostProcess StartWithDotnetRun() => new("dotnet", "run", "--no-build", "--no-launch-profile", "--project", Folder);

    public Task ReadyAsync() => Eventually.TrueAsync(() => Lines.All(line => Output.Contains(line, StringComparison.Ordinal)), () => Output);

    public Task EndedAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));

    public Task SignalAsync(string signal) => SignalAsync(signal, _process.Id);

    public static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The command lines of all processes of this run.</summary>
    public IReadOnlyList<string> Running() => [.. Processes().Select(p => p.Command)];

    public int Find(string command) => Processes().First(p => p.Command.Contains(command, StringComparison.Ordinal)).Id;

    public Task NothingIsLeftAsync() => Eventually.TrueAsync(() => Running().Count == 0, () => string.Join('\n', Running()));

    public async ValueTask DisposeAsync()
    {
        foreach (var (id, _) in Processes())
        {
            await SignalAsync("KILL", id);
        }

        _process.Dispose();
    }

    private List<(int Id, string Command)> Processes()
    {
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), out var id)
                    && File.ReadAllText(Path.Combine(folder, "environ")).Contains($"{MarkVariable}={_mark}", StringComparison.Ordinal))
                {
                    found.Add((id, File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ')));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue; // ended in the meantime, or another user's
            }
        }

        return found;
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
