using System.Text.Json;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>
/// Forgets an issuer's keys when JwksCache says that they changed. Of several replicas one hears it; the others ask
/// again after <see cref="IssuerKeys.MaxAge"/> at the latest.
/// </summary>
internal sealed class ProviderKeysConsumer(SigningKeys keys) : IRecordConsumer
{
    public Task ConsumeAsync(string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        foreach (var record in records.Where(record => record.Type == nameof(ProviderKeysChanged)))
        {
            if (record.Body.Deserialize(ContractsJson.Default.ProviderKeysChanged) is { } changed)
            {
                keys.Forget(changed.Issuer);
            }
        }

        return Task.CompletedTask;
    }
}
