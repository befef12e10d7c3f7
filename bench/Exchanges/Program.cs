using TrustedPublishing.Bench.Exchanges;

if (args.Contains("--help"))
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

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
