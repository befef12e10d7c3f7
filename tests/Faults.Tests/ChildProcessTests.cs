using System.Diagnostics;
using TrustedPublishing.Authority.Processes;

namespace TrustedPublishing.Faults.Tests;

public sealed class ChildProcessTests
{
    private const string PidFile = "FAULTS_CHILD_PID_FILE";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task A_child_does_not_outlive_a_parent_that_is_killed()
    {
        var file = Path.Combine(Path.GetTempPath(), $"child-of-faults-{Guid.NewGuid():N}");
        using var parent = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments())
        {
            Environment = { [PidFile] = file },
            RedirectStandardOutput = true,
        })!;
        await UntilAsync(() => File.Exists(file));
        var child = await File.ReadAllTextAsync(file);
        Assert.True(Directory.Exists($"/proc/{child}"));

        parent.Kill();

        await UntilAsync(() => !Directory.Exists($"/proc/{child}"));
        File.Delete(file);
    }

    [Fact]
    public async Task What_a_child_wrote_and_how_it_ended_are_kept()
    {
        var log = Path.GetTempFileName();
        using (var child = ChildProcess.Start("/bin/sh", ["-c", "echo out; echo err >&2; echo $A-B; exit 3"], [new("A", "1"), new("with-hyphen", "2")], log))
        {
            Assert.Equal(3, await child.WaitForExitAsync());
        }

        Assert.Equal(["1-B", "err", "out"], (await File.ReadAllLinesAsync(log)).Order(StringComparer.Ordinal));
        File.Delete(log);
    }

    /// <summary>Not a test: the parent of the first one, which is killed while it waits.</summary>
    [Fact(Explicit = true)]
    public async Task Has_a_child_and_waits()
    {
        var file = Environment.GetEnvironmentVariable(PidFile)!;
        using var child = ChildProcess.Start("sleep", ["600"], [], "/dev/null");
        await File.WriteAllTextAsync($"{file}.part", $"{child.Id}");
        File.Move($"{file}.part", file);
        await child.WaitForExitAsync();
    }

    /// <summary>This assembly again, however it was started: as a program of its own, or by <c>dotnet</c>.</summary>
    private static string[] Arguments() =>
    [
        .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[typeof(ChildProcessTests).Assembly.Location] : [],
        "-explicit", "only", "-method", $"{typeof(ChildProcessTests).FullName}.{nameof(Has_a_child_and_waits)}",
    ];

    private static async Task UntilAsync(Func<bool> condition)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < Limit, $"It did not come to that within {Limit.TotalSeconds} seconds.");
            await Task.Delay(Poll);
        }
    }
}
