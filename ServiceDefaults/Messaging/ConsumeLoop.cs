using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>Hands a batch to its consumer until the consumer takes it: order holds, and nothing is set aside because a database was away.</summary>
internal sealed partial class ConsumeLoop(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConsumeLoop> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What has been delivered when the service stops is finished rather than given back: the next replica reads on already, and
    /// what is given back would come to it late.
    /// </summary>
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(3);

    /// <summary>Ten times in the five seconds that Audit waits: fewer than the twenty after which newer brokers give a message up.</summary>
    private static readonly TimeSpan GiveBackAfter = TimeSpan.FromMilliseconds(500);

    /// <exception cref="OperationCanceledException">The service stops, or the batch came too early; the broker gives it out again.</exception>
    public Task HandleAsync(IRecordConsumer consumer, string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken) =>
        RepeatAsync(
            async token =>
            {
                using var spans = RecordTrace.StartConsuming(records);
                await consumer.ConsumeAsync(producer, records, token);
            },
            e => Log.NotTaken(logger, consumer.GetType().Name, producer, records.Count, records.Count > 0 ? records[0].Sequence : 0, e),
            cancellationToken);

    /// <exception cref="OperationCanceledException">The service stops; the broker gives the message to the next one.</exception>
    public Task HandleUnreadableAsync(IRecordConsumer consumer, string producer, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Log.Unreadable(logger, producer, message.Length);
        return RepeatAsync(
            token => consumer.ConsumeUnreadableAsync(producer, message, token),
            e => Log.NotTaken(logger, consumer.GetType().Name, producer, 0, 0, e),
            cancellationToken);
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> attempt, Action<Exception> failed, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var finishing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var registration = stopping.Token.Register(() => finishing.CancelAfter(FinishWithin));
        while (true)
        {
            try
            {
                await attempt(finishing.Token);
                return;
            }
            catch (OutOfOrderException e)
            {
                // Held here it would keep the missing batch from coming: one batch is read at a time.
                await Task.Delay(GiveBackAfter, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new OperationCanceledException("The batch is given back.", e);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                failed(e);
                await Task.Delay(Pause, time, stopping.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever went wrong while stopping, the message is to come again.
                throw new OperationCanceledException("The service stops.", e, stopping.Token);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Consumer} could not take {Count} records of {Producer} from sequence {Sequence}; trying again")]
        public static partial void NotTaken(ILogger logger, string consumer, string producer, int count, long sequence, Exception exception);

        [LoggerMessage(LogLevel.Error, "A message of {Producer} ({Length} bytes) is no batch of records")]
        public static partial void Unreadable(ILogger logger, string producer, int length);
    }
}
