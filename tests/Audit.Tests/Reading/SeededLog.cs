using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Contracts;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Reading;

/// <summary>
/// Ten entries that tests only read: 0 and 1 create the projects Sample.Project and other; 2 to 7 are tokens, in turn for
/// one and the other; 8 is a refusal near both; 9 one near none. Entry n happened at noon plus n seconds.
/// </summary>
public sealed class SeededLog(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;

    internal AuditLog Log => log;

    internal AuditService Service { get; private set; } = null!;

    internal ProjectRef Sample { get; } = Records.Project("Sample.Project");

    internal ProjectRef Other { get; } = Records.Project("other");

    internal Record Minted { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.AppendAsync(EntryTypes.PublisherConfig, At(0, Records.Created(1, Sample)), At(1, Records.Created(2, Other)));
        Minted = At(2, Records.Minted(1, Sample));
        await log.ExchangeAppendsAsync(
            Minted, At(3, Records.Minted(2, Other)), At(4, Records.Minted(3, Sample)), At(5, Records.Minted(4, Other)),
            At(6, Records.Minted(5, Sample)), At(7, Records.Minted(6, Other)),
            At(8, Records.Denied(7, "workflow_mismatch", Sample, Other)), At(9, Records.Denied(8, "replayed")));
        await log.ExecuteAsync("DELETE FROM personal_values WHERE entry_index = 4 AND field = 'actor'");
        Service = log.StartReader();
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private static Record At(int second, Record record) => record with { OccurredAt = Records.Noon.AddSeconds(second) };
}
