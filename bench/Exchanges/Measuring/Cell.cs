using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>One thing that is measured in each round.</summary>
/// <param name="Contestant">Who takes the load.</param>
/// <param name="Kind">One of <see cref="ExchangeKind"/>.</param>
/// <param name="Connections">How many send at once.</param>
internal sealed record Cell(Contestant Contestant, string Kind, int Connections)
{
    public int Publishers => Contestant.Stock.Publishers;
}

/// <summary>What a cell did in one round.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Load">What the load program saw.</param>
/// <param name="Cpu">Processor time an exchange by process, in microseconds; the load program's own is among them.</param>
internal sealed record Sample(Cell Cell, LoadResult Load, IReadOnlyDictionary<string, double> Cpu)
{
    public const string LoadProgram = "load program";

    /// <summary>Without the load program's.</summary>
    public double TotalCpu => Cpu.Where(one => one.Key != LoadProgram).Sum(one => one.Value);
}
