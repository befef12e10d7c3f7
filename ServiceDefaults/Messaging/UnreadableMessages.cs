using System.Runtime.ExceptionServices;
using MassTransit;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>
/// The end of a queue's pipeline for what is no batch of records. Given back to the broker it would come again for ever, and
/// an error queue is where nobody looks: the consumer decides what it means.
/// </summary>
internal sealed class UnreadableMessages(ConsumeLoop loop, IRecordConsumer consumer, string producer) : IFilter<ReceiveContext>, IFilter<ExceptionReceiveContext>
{
    public Task HandleAsync(ReceiveContext context) =>
        loop.HandleUnreadableAsync(consumer, producer, context.Body.GetBytes(), context.CancellationToken);

    /// <summary>A message of a type that nobody handles.</summary>
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => HandleAsync(context);

    /// <summary>A message that could not be deserialised; or a batch whose consumer stops, which the broker gets back.</summary>
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.Exception is OperationCanceledException or ConsumerCanceledException)
        {
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        return HandleAsync(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("unreadable");
}
