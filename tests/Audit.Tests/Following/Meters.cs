using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace TrustedPublishing.Audit.Tests.Following;

/// <summary>One measurement; its tags as <c>key=value</c> with commas between.</summary>
internal sealed record Measured(string Instrument, double Value, string Tags);

/// <summary>Listens to what one replica measures of those who follow the log.</summary>
internal sealed class Meters : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<Measured> counted = new();
    private readonly List<Measured> observed = [];

    public Meters(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            var isWanted = instrument.Name.StartsWith("audit.follower.", StringComparison.Ordinal) || instrument.Name.StartsWith("audit.webhook.", StringComparison.Ordinal);
            if (isWanted && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>What counters have counted until now: for each kind of measurement how often.</summary>
    public IReadOnlyDictionary<string, double> Counted => counted.GroupBy(one => $"{one.Instrument} {one.Tags}").ToDictionary(one => one.Key, one => one.Sum(m => m.Value));

    /// <summary>Has all gauges observed once, as a collector does.</summary>
    public IReadOnlyList<Measured> Collect()
    {
        observed.Clear();
        listener.RecordObservableInstruments();
        return [.. observed];
    }

    /// <summary>Collects until it is so.</summary>
    public async Task<IReadOnlyList<Measured>> UntilAsync(Func<IReadOnlyList<Measured>, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var measured = Collect();
            if (isSo(measured))
            {
                return measured;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var one = new Measured(instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")));
        if (instrument.IsObservable)
        {
            observed.Add(one);
        }
        else
        {
            counted.Enqueue(one);
        }
    }
}
