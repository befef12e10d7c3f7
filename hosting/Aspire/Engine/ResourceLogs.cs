using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>A line that a process wrote. <paramref name="Text"/> is without the time.</summary>
internal sealed record LogLine(string Timestamp, string Text, bool IsError)
{
    /// <summary>Reads <c>2026-11-23T00:52:53.123Z text</c>.</summary>
    public static LogLine Parse(string line, bool isError) => line.Split(' ', 2) is [var time, var text]
        ? new LogLine(time, text, isError)
        : new LogLine(line, "", isError);

    public override string ToString() => $"{Timestamp} {Text}";
}

/// <summary>What the processes of the resources write.</summary>
internal sealed class ResourceLogs(DcpConnection engine)
{
    private static readonly TimeSpan BeforeFirstStart = TimeSpan.FromMilliseconds(200);

    /// <summary>The lines of the latest start. With <paramref name="follow"/> it waits for the first start and ends with the process.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(RunningResource running, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (running.ObjectName is null && follow)
        {
            await Task.Delay(BeforeFirstStart, cancellationToken);
        }

        if (running.ObjectName is not { } name)
        {
            yield break;
        }

        var lines = Channel.CreateBounded<LogLine>(1000);
        var pumps = PumpAllAsync(running, name, follow, lines.Writer, cancellationToken);
        await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
        {
            yield return line;
        }

        await pumps;
    }

    private async Task PumpAllAsync(RunningResource running, string name, bool follow, ChannelWriter<LogLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Sources(running.Resource).Select(source => PumpAsync(running.Collection!, name, source, follow, lines, cancellationToken)));
            lines.TryComplete();
        }
        catch (Exception e)
        {
            lines.TryComplete(e); // the reader throws it
        }
    }

    private async Task PumpAsync(string collection, string name, string source, bool follow, ChannelWriter<LogLine> lines, CancellationToken cancellationToken)
    {
        var isError = source.EndsWith("stderr", StringComparison.Ordinal);
        await foreach (var line in engine.Client.ReadLogAsync(collection, name, source, timestamps: true, follow, cancellationToken))
        {
            await lines.WriteAsync(LogLine.Parse(line, isError), cancellationToken);
        }
    }

    // A container's startup sources hold the pull of its image.
    private static string[] Sources(IResource resource) =>
        resource is ContainerResource ? ["startup_stdout", "startup_stderr", "stdout", "stderr"] : ["stdout", "stderr"];
}
