using System.CommandLine;
using Spectre.Console;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.AuditVerifier.Sources;

var log = new Argument<string>("log") { Description = "The log's address, for example https://audit.example.org/log, or a folder with its files." };
var since = new Option<string[]>("--since") { Description = "A checkpoint of before, or a folder of them (*.txt); may be given several times.", HelpName = "checkpoint" };
var key = new Option<string?>("--key") { Description = "The log's public key, or a file with it. Without it the one seen before, or on first sight the log's own word.", HelpName = "key" };
var witness = new Option<string[]>("--witness") { Description = "A witness's public key: it must have cosigned the checkpoint. May be given several times.", HelpName = "key" };
var state = new Option<string>("--state") { Description = "The folder that remembers the key and the last checkpoint.", HelpName = "folder", DefaultValueFactory = _ => VerifierOptions.DefaultState() };
var hashesOnly = new Option<bool>("--hashes-only") { Description = "Checks the tree without the entries; needs no token." };
var root = new RootCommand(
    """
    Checks an audit log: its signature, every entry under the signed root, the numbers of every producer, and that it continues what was seen before.
    The entries of a log at an address are for auditors: the token is read from the environment variable AUDITOR_TOKEN.
    Ends with 0: verified; 1: something is wrong; 2: nothing was verified; 3: consistent in itself, history not anchored.
    """)
{
    log, since, key, witness, state, hashesOnly,
};
root.SetAction(async (call, cancellationToken) =>
{
    var options = new VerifierOptions
    {
        Log = call.GetRequiredValue(log),
        Since = call.GetValue(since) ?? [],
        Key = call.GetValue(key),
        Witnesses = call.GetValue(witness) ?? [],
        State = call.GetRequiredValue(state),
        HashesOnly = call.GetValue(hashesOnly),
        Token = Environment.GetEnvironmentVariable("AUDITOR_TOKEN") is { Length: > 0 } token ? token : null,
    };
    // The bar goes to standard error, so that standard output is the result alone.
    var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    try
    {
        return await console.Progress().AutoClear(true).StartAsync(bar => new Verifier(options, Console.Out, size =>
        {
            var task = bar.AddTask("entries", maxValue: Math.Max(size, 1));
            return new Counter(done => task.Value = done);
        }).RunAsync(cancellationToken));
    }
    catch (Exception e) when (e is UsageException or LogUnreachableException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return ExitCode.NotVerified;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync("Ended before the log was checked.");
        return ExitCode.NotVerified;
    }
});

var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? ExitCode.NotVerified : code;

/// <summary>Unlike <see cref="Progress{T}"/> it reports at once, in order.</summary>
internal sealed class Counter(Action<long> report) : IProgress<long>
{
    public void Report(long value) => report(value);
}
