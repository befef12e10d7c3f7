using System.Globalization;
using TrustedPublishing.Bench.Log;
using TrustedPublishing.Bench.Relay;

long[] sizes = args.Length > 0 ? [.. args.Select(size => long.Parse(size, CultureInfo.InvariantCulture))] : [100_000, 1_000_000, 10_000_000];

await using var machine = await Machine.StartAsync();
await machine.PrintAsync();
await new LogBench(machine).RunAsync(sizes);
return 0;
