using System.Diagnostics;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Processes;

namespace TrustedPublishing.Hosting.Tests.Servers;

public sealed class ServerScriptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ServerScriptTests() => File.WriteAllText(folder.File("run.sh"), ServerScript.Plain);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Ends_with_the_code_of_its_server()
    {
        var failure = await Assert.ThrowsAsync<ProgramFailedException>(() => RunAsync("sh", "-c", "exit 42"));

        Assert.Equal(42, failure.ExitCode);
    }

    [Fact]
    public async Task Stops_the_server_with_the_signal_that_it_wants()
    {
        using var script = Process.Start(new ProcessStartInfo("sh",
            [folder.File("run.sh"), folder.File("lock"), "USR1", "sh", "-c", $"trap 'exit 7' USR1; touch {folder.File("ready")}; while :; do sleep 0.1; done"]))!;
        while (!File.Exists(folder.File("ready")))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await ExternalProgram.RunAsync(new ProgramCall("kill", ["-TERM", $"{script.Id}"]), TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(7, script.ExitCode);
    }

    [Fact]
    public async Task Starts_no_second_server_while_one_runs_on_the_same_data()
    {
        var log = folder.File("log");
        var first = RunAsync("sh", "-c", $"echo first starts >>{log}; sleep 1; echo first ends >>{log}");
        while (!File.Exists(log))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await RunAsync("sh", "-c", $"echo second starts >>{log}");
        await first;

        Assert.Equal(["first starts", "first ends", "second starts"], await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken));
    }

    private Task<string> RunAsync(params string[] server) => ExternalProgram.RunAsync(
        new ProgramCall("sh", [folder.File("run.sh"), folder.File("lock"), "TERM", .. server]), TestContext.Current.CancellationToken);
}
