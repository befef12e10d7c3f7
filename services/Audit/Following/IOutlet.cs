using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Following;

/// <summary>A way out of the log that keeps its own place: nothing is left out, whoever is away.</summary>
internal interface IOutlet
{
    /// <summary>Of its place in the database.</summary>
    string Name { get; }

    EntryFilter Filter { get; }

    /// <summary>
    /// Delivers entries in their order and says how far it has come. An exception means that it stops there for now;
    /// <see cref="DeliverLaterException"/> says until when.
    /// </summary>
    /// <param name="entries">At least one.</param>
    /// <param name="delivered">To be awaited with the index of what has been delivered, now and then, and with the last one.</param>
    /// <param name="cancellationToken">The service stops, or the lease ends.</param>
    Task DeliverAsync(IReadOnlyList<EntryDocument> entries, Func<long, Task> delivered, CancellationToken cancellationToken);
}

/// <summary>What was to be delivered is due again at a certain time.</summary>
internal sealed class DeliverLaterException(DateTimeOffset at) : Exception($"To be delivered again at {at:O}.")
{
    public DateTimeOffset At { get; } = at;
}
