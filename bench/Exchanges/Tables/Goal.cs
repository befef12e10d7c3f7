using System.Globalization;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Measuring;

namespace TrustedPublishing.Bench.Exchanges.Tables;

/// <summary>A figure that was set as a goal, and what was measured.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Wanted">For people.</param>
/// <param name="Measured">Not a number where it was not measured.</param>
/// <param name="IsReached">By the median.</param>
internal sealed record Goal(string What, string Wanted, Spread Measured, bool IsReached)
{
    private const int Million = 1_000_000;

    public static Goal AtLeast(string what, double least, Spread measured) =>
        new(what, string.Create(CultureInfo.InvariantCulture, $"≥ {least:0.##}"), measured, measured.Median >= least);

    public static Goal AtMost(string what, double most, Spread measured) =>
        new(what, string.Create(CultureInfo.InvariantCulture, $"≤ {most:0.##}"), measured, measured.Median <= most);

    /// <summary>Those that the matrix answers.</summary>
    public static IEnumerable<Goal> Of(ResultTables tables)
    {
        foreach (var (connections, least) in ((int, double)[])[(64, 0.40), (256, 0.50)])
        {
            yield return AtLeast($"durable exchanges (the broker away), of the bound, {connections} connections", least, tables.Ratio(
                Named(Contestant.BrokerAway, connections), Named(Contestant.Bound, connections), s => s.Load.PerSecond));
        }

        foreach (var (rival, least) in ((string, double)[])[(Contestant.OpenIddict, 12), (Contestant.OidcProvider, 5)])
        {
            yield return AtLeast($"durable exchanges (the broker away), times those of {rival}, 64 connections", least, tables.Ratio(
                Named(Contestant.BrokerAway, 64), Named(rival, 64), s => s.Load.PerSecond));
            yield return AtLeast($"exchanges with relay and Audit beside them, times those of {rival}, 64 connections", least, tables.Ratio(
                Exchange(ExchangeKind.Accepted, 64), Named(rival, 64), s => s.Load.PerSecond));
        }

        foreach (var connections in (int[])[16, 64])
        {
            yield return AtMost($"p99 of an accepted exchange, times its p50, {connections} connections", 3, tables.Of(
                Exchange(ExchangeKind.Accepted, connections), s => s.Load.Latency.P99 / s.Load.Latency.P50));
        }

        yield return AtMost("CPU of an exchange with 1,000,000 publishers, times that with one, 64 connections", 1.1, tables.Ratio(
            Exchange(ExchangeKind.Accepted, 64, Million), Exchange(ExchangeKind.Accepted, 64), s => s.Cpu["token-exchange"]));
        yield return AtLeast("bad signatures, of the bound, 64 connections", 0.85, tables.Ratio(
            Exchange(ExchangeKind.BadSignature, 64), Named(Contestant.Bound, 64), s => s.Load.PerSecond));
        yield return AtLeast("garbage, of an empty POST, 64 connections", 0.8, tables.Ratio(
            Exchange(ExchangeKind.Garbage, 64), Named(Contestant.Empty, 64), s => s.Load.PerSecond));
    }

    private static Func<Cell, bool> Exchange(string kind, int connections, int? publishers = null) => cell =>
        cell.Contestant.Name == Contestant.Exchange && cell.Kind == kind && cell.Connections == connections && (publishers is null || cell.Publishers == publishers);

    private static Func<Cell, bool> Named(string name, int connections) => cell => cell.Contestant.Name == name && cell.Connections == connections;
}
