using System.Text.Json;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.PublisherConfig.Usage;

/// <summary>
/// Reads what the exchange decided, to show owners when a publisher was last used and whether somebody else came with its names.
/// It decides nothing: whoever reads it late, twice or never exchanges all the same.
/// </summary>
internal sealed partial class ExchangeRecordsConsumer(PublisherSightings sightings, ILogger<ExchangeRecordsConsumer> logger) : IRecordConsumer
{
    public const string Producer = "token-exchange";

    /// <summary>In <c>docs/denial-reasons.md</c>; the reason for which a publisher is marked.</summary>
    private const string PinnedIdMismatch = "pinned_id_mismatch";

    public async Task ConsumeAsync(string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        var used = new List<Sighting>();
        var mismatched = new List<Sighting>();
        foreach (var record in records)
        {
            switch (Read(record))
            {
                case TokenMinted minted:
                    used.Add(new Sighting(minted.PublisherId, minted.IssuedAt));
                    break;
                case TokenExchangeDenied { Reason: PinnedIdMismatch, NearestPublisherId: { } nearest }:
                    mismatched.Add(new Sighting(nearest, record.OccurredAt));
                    break;
            }
        }

        await sightings.SaveAsync(used, mismatched, cancellationToken);
    }

    /// <summary>Null for what is of no interest here, or cannot be read: Audit keeps it all.</summary>
    private object? Read(Record record)
    {
        try
        {
            return record.Type switch
            {
                nameof(TokenMinted) => record.Body.Deserialize(ContractsJson.Default.TokenMinted),
                nameof(TokenExchangeDenied) => record.Body.Deserialize(ContractsJson.Default.TokenExchangeDenied),
                _ => null,
            };
        }
        catch (JsonException)
        {
            Log.Unreadable(logger, record.Id, record.Type);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Record {RecordId} of type {Type} cannot be read; it changes no publisher's last use")]
        public static partial void Unreadable(ILogger logger, Guid recordId, string type);
    }
}
