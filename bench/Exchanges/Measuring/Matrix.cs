using TrustedPublishing.Bench.Exchanges.Contestants;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>All cells, round by round: what is compared is measured within the same minutes.</summary>
internal sealed class Matrix(CellRunner runner, IReadOnlyList<Cell> cells)
{
    /// <summary>Enough for the runtime to have compiled what is hot.</summary>
    private const int WarmUpRequests = 40_000;

    public static IEnumerable<Cell> Of(Contestant contestant, IEnumerable<string> kinds, IEnumerable<int> connections) =>
        from kind in kinds from count in connections select new Cell(contestant, kind, count);

    /// <summary>Makes a contestant warm, and gives it exchanges that can be replayed.</summary>
    public static Task WarmUpAsync(Contestant contestant) =>
        CellRunner.SendAsync(new Cell(contestant, ExchangeKind.Accepted, 64), WarmUpRequests, TimeSpan.Zero, TimeSpan.FromSeconds(40));

    public async Task<IReadOnlyList<Sample>> RunAsync(int rounds, Action<int, Sample> report)
    {
        var samples = new List<Sample>();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < cells.Count; i++)
            {
                // Each round begins elsewhere, so that nobody always follows the same one.
                var cell = cells[(i + (round * cells.Count / rounds)) % cells.Count];
                var sample = await runner.RunAsync(cell);
                samples.Add(sample);
                report(round + 1, sample);
            }
        }

        return samples;
    }
}
