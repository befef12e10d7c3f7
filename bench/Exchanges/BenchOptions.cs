using System.Globalization;

namespace TrustedPublishing.Bench.Exchanges;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Help = """
        dotnet run -c Release --project bench/Exchanges -- [options]

          --quick                three short rounds of one cell, for tuning
          --rounds <n>           interleaved rounds of each cell (5)
          --seconds <s>          measured time of a cell in a round (3)
          --warm-up <s>          before each of them (1)
          --connections <list>   1,16,64,256
          --publishers <list>    1,10000,1000000
          --exchanges <list>     accepted,refused,replayed,bad-signature,garbage
          --against <list>       bound,broker-away,decision,empty,openiddict,oidc-provider; or none
          --figures <list>       matrix,sustained,cold-callers,first-exchange,start; or none
          --output <file>        writes the tables there, too
        """;

    public int Rounds { get; private init; } = 5;

    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(3);

    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(1);

    public IReadOnlyList<int> Connections { get; private init; } = [1, 16, 64, 256];

    public IReadOnlyList<int> Publishers { get; private init; } = [1, 10_000, 1_000_000];

    public IReadOnlyList<string> Exchanges { get; private init; } = ["accepted", "refused", "replayed", "bad-signature", "garbage"];

    public IReadOnlyList<string> Against { get; private init; } = ["bound", "broker-away", "decision", "empty", "openiddict", "oidc-provider"];

    public IReadOnlyList<string> Figures { get; private init; } = ["matrix", "sustained", "cold-callers", "first-exchange", "start"];

    public string? Output { get; private init; }

    private static BenchOptions Quick { get; } = new()
    {
        Rounds = 3,
        Duration = TimeSpan.FromSeconds(2),
        WarmUp = TimeSpan.FromSeconds(0.5),
        Connections = [64],
        Publishers = [1],
        Exchanges = ["accepted"],
        Against = ["bound", "broker-away"],
        Figures = ["matrix"],
    };

    /// <exception cref="ArgumentException">An option is unknown, or its value cannot be read.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = args.Contains("--quick") ? Quick : new BenchOptions();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] != "--quick")
            {
                var name = args[i++];
                options = options.With(name, i < args.Count ? args[i] : throw new ArgumentException($"{name} needs a value."));
            }
        }

        return options;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--rounds" => this with { Rounds = Number(value) },
        "--seconds" => this with { Duration = Seconds(value) },
        "--warm-up" => this with { WarmUp = Seconds(value) },
        "--connections" => this with { Connections = [.. List(value).Select(Number)] },
        "--publishers" => this with { Publishers = [.. List(value).Select(Number)] },
        "--exchanges" => this with { Exchanges = Known(value, new BenchOptions().Exchanges) },
        "--against" => this with { Against = Known(value, new BenchOptions().Against) },
        "--figures" => this with { Figures = Known(value, new BenchOptions().Figures) },
        "--output" => this with { Output = Path.GetFullPath(value) },
        _ => throw new ArgumentException($"There is no option {name}."),
    };

    private static string[] List(string value) => value == "none" ? [] : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[] Known(string value, IReadOnlyList<string> known) => List(value) is var given && given.Except(known).FirstOrDefault() is { } stranger
        ? throw new ArgumentException($"'{stranger}' is none of {string.Join(", ", known)}.")
        : given;

    private static int Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new ArgumentException($"'{value}' is no number above 0.");

    private static TimeSpan Seconds(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 3600
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException($"'{value}' is no number of seconds.");
}
