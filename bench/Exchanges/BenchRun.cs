using System.Globalization;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Figures;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Tables;

namespace TrustedPublishing.Bench.Exchanges;

/// <summary>One run: starts what takes part, measures, and says what came of it.</summary>
internal sealed class BenchRun(BenchOptions options) : IAsyncDisposable
{
    private const string Audience = "trusted-publishing-bench";

    private readonly Report report = new();
    private readonly List<IAsyncDisposable> started = [];

    public async Task RunAsync()
    {
        var issuers = Keep(await IssuerHost.StartAsync(Audience));
        var stacks = await StartStacksAsync(issuers);
        var rivals = await StartRivalsAsync(stacks[0], issuers);
        report.Header(options,
        [
            ("Durability", $"{await stacks[0].ReadDurabilityAsync()}; RabbitMQ: durable quorum queues, persistent and mandatory messages, publisher confirms"),
            .. rivals.Select(rival => (rival.Contestant.Name, rival.Versions)),
        ]);
        await MeasureAsync(stacks, rivals, issuers);
        report.Goals();
        await report.WriteAsync(options.Output);
    }

    public async ValueTask DisposeAsync()
    {
        started.Reverse();
        foreach (var one in started)
        {
            await one.DisposeAsync();
        }
    }

    private async Task MeasureAsync(IReadOnlyList<ExchangeStack> stacks, IReadOnlyList<Rival> rivals, IssuerHost issuers)
    {
        var cold = new ColdFigure(options.Rounds, report);
        if (Wants("cold-callers"))
        {
            await cold.RunCallersAsync(stacks[0], issuers);
        }

        foreach (var contestant in (IEnumerable<Contestant>)[.. stacks.Select(stack => stack.Contestant), .. rivals.Select(rival => rival.Contestant)])
        {
            Report.Progress($"warming {contestant.Name} up, {contestant.Stock.Publishers} publishers");
            await Matrix.WarmUpAsync(contestant);
        }

        ResultTables? tables = null;
        if (Wants("matrix"))
        {
            var bound = Keep(await BoundHost.StartAsync(issuers, Audience, await stacks[0].ReadAnswerLengthAsync()));
            tables = await new MatrixFigure(options, report).RunAsync(stacks, bound, rivals);
        }

        if (Wants("sustained"))
        {
            await new SustainedFigure(options.Rounds, report).RunAsync(stacks[0], tables);
        }

        if (Wants("first-exchange"))
        {
            await cold.RunFirstExchangeAsync(stacks[0]);
        }

        if (Wants("start"))
        {
            await cold.RunStartAsync();
        }
    }

    private bool Wants(string figure) => options.Figures.Contains(figure);

    private T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        started.Add(one);
        return one;
    }

    private async Task<IReadOnlyList<ExchangeStack>> StartStacksAsync(IssuerHost issuers)
    {
        var stacks = new List<ExchangeStack>();
        foreach (var publishers in options.Publishers)
        {
            Report.Progress($"starting the stack with {publishers} publishers");
            stacks.Add(Keep(await ExchangeStack.StartAsync(issuers, Audience, publishers)));
            Report.Progress(string.Create(CultureInfo.InvariantCulture, $"its exchange was ready after {stacks[^1].ColdStart.TotalSeconds:0.0} s"));
        }

        return stacks;
    }

    private async Task<IReadOnlyList<Rival>> StartRivalsAsync(ExchangeStack stack, IssuerHost issuers)
    {
        var rivals = new List<Rival>();
        foreach (var name in Wants("matrix") ? options.Against.Intersect(Contestant.Rivals) : [])
        {
            Report.Progress($"starting {name}");
            rivals.Add(Keep(await Rival.StartAsync(name, stack, issuers, Audience)));
        }

        return rivals;
    }
}
