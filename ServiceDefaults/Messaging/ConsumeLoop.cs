using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>Hands a batch to its consumer until the consumer takes it: order holds, and nothing is set aside because a database was away.</summary>
internal sealed partial class ConsumeLoop(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConsumeLoop> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="OperationCanceledException">The service stops; the broker gives the batch to the next one.</exception>
    public async Task HandleAsync(IRecordConsumer consumer, string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (true)
        {
            try
            {
                using var spans = RecordTrace.StartConsuming(records);
                await consumer.ConsumeAsync(producer, records, stopping.Token);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                Log.NotTaken(logger, consumer.GetType().Name, producer, records.Count, records[0].Sequence, e);
                await Task.Delay(Pause, time, stopping.Token);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Consumer} could not take {Count} records of {Producer} from sequence {Sequence}; trying again")]
        public static partial void NotTaken(ILogger logger, string consumer, string producer, int count, long sequence, Exception exception);
    }
}
