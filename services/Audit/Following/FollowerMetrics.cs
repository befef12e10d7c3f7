using System.Diagnostics.Metrics;
using TrustedPublishing.Audit.Appending;

namespace TrustedPublishing.Audit.Following;

/// <summary>Tells metrics how far all are who follow the log. Every replica tells the same.</summary>
internal sealed class FollowerMetrics(FollowerReader followers, IMeterFactory meters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(AppendTelemetry.Name);
        meter.CreateObservableGauge(
            "audit.follower.lag", () => followers.Read().Select(one => new Measurement<long>(one.Lag, Follower(one))), "{entry}",
            "Entries that come after a follower's place in the log.");
        meter.CreateObservableGauge(
            "audit.follower.delay", () => followers.Read().Select(one => new Measurement<double>(one.Delay.TotalSeconds, Follower(one))), "s",
            "How long ago the first entry after a follower's place was appended; 0 if there is none.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static KeyValuePair<string, object?> Follower(FollowerReading one) => new("follower", one.Name);
}
