using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Appending;

public sealed class AppendTelemetryTests(PostgresServer postgres, RabbitMqServer rabbit)
{
    [Fact]
    public async Task Counts_entries_by_type_and_measures_the_lag()
    {
        await using var log = await AuditLog.CreateAsync(postgres, rabbit);
        var service = log.StartReader();
        var meters = service.Services.GetRequiredService<IMeterFactory>();
        var measured = new List<(string Instrument, double Value, string? Tag)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == AppendTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add((instrument.Name, value, tags[0].Value?.ToString())));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add((instrument.Name, value, tags[0].Value?.ToString())));
        listener.Start();
        var consumer = service.Services.GetRequiredService<AuditConsumer>();
        var record = Records.Minted(1) with { OccurredAt = DateTimeOffset.UtcNow.AddSeconds(-30) };

        await consumer.ConsumeAsync(EntryTypes.TokenExchange, [record], TestContext.Current.CancellationToken);
        await consumer.ConsumeAsync(EntryTypes.TokenExchange, [record], TestContext.Current.CancellationToken);

        Assert.Equal([("audit.entries", 1d, "TokenMinted")], measured.Where(m => m.Instrument == "audit.entries"));
        Assert.Equal([("audit.redelivered", 0d, "token-exchange"), ("audit.redelivered", 1d, "token-exchange")], measured.Where(m => m.Instrument == "audit.redelivered"));
        Assert.InRange(Assert.Single(measured, m => m.Instrument == "audit.lag").Value, 30, 120);
        Assert.DoesNotContain(measured, m => m.Instrument == "audit.append.errors");
    }
}
