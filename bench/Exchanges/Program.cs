using System.Runtime.InteropServices;
using TrustedPublishing.Bench.Exchanges;

if (args.Contains("--help"))
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

// The hosts in this process would take a signal for the wish that they stop, and the run would go on. What was started ends with the process.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    await using var run = new BenchRun(BenchOptions.Parse(args));
    await run.RunAsync();
    return 0;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n\n{BenchOptions.Help}");
    return 2;
}

static void End(PosixSignalContext context)
{
    const int bySignal = 128;
    Environment.Exit(bySignal + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
}
