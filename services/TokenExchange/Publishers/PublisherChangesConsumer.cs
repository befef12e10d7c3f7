using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>A record of PublisherConfig is only a wake-up call: what changed is pulled, so a lost or doubled one cannot hurt.</summary>
internal sealed class PublisherChangesConsumer(PublisherDirectory directory) : IRecordConsumer
{
    public Task ConsumeAsync(string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        directory.Wake();
        return Task.CompletedTask;
    }
}
