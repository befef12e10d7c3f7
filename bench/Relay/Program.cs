using TrustedPublishing.Bench.Relay;

// What it measures in processes of their own, it starts itself.
if (args is [RelayProcess.Argument])
{
    await RelayProcess.RunAsync();
    return 0;
}

var records = args is [var number, ..] ? int.Parse(number) : 200_000;
await using var machine = await Machine.StartAsync();
await machine.PrintAsync();
var bench = new RelayBench(machine, records);
await bench.RunAsync();
return 0;
