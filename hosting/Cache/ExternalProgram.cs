using System.ComponentModel;
using System.Diagnostics;

namespace TrustedPublishing.Hosting.Cache;

/// <summary>Runs a program to its end.</summary>
public static class ExternalProgram
{
    /// <summary>Runs the program and returns its standard output.</summary>
    /// <exception cref="ProgramFailedException">It could not be started, or ended with a code other than 0.</exception>
    public static async Task<string> RunAsync(ProgramCall call, CancellationToken cancellationToken)
    {
        using var process = Start(call);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new ProgramFailedException(call.Executable, process.ExitCode, await errors, await output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The full path of a program on <c>PATH</c>, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);

    private static Process Start(ProgramCall call)
    {
        var start = new ProcessStartInfo(call.Executable, call.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = call.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in call.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ProgramFailedException(call.Executable, null, e.Message, "");
        }
    }
}
