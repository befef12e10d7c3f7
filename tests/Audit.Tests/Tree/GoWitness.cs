using System.Diagnostics;
using TrustedPublishing.Audit.Tests.Verifying;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>A witness that shares no code with the log. It lives until it is disposed of, or until this process ends.</summary>
internal sealed class GoWitness : IDisposable
{
    private readonly Process process;

    private GoWitness(Process process, string address, string key) => (this.process, Address, Key) = (process, address, key);

    public string Address { get; }

    public string Key { get; }

    public static async Task<GoWitness> StartAsync(GoTlog go, string name, NoteVerifierKey log)
    {
        var process = Process.Start(new ProcessStartInfo(await go.WitnessAsync(), [name, log.ToString()]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new GoWitness(process, (await process.StandardOutput.ReadLineAsync())!, (await process.StandardOutput.ReadLineAsync())!);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
