namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Tells in the log how far a load of all publishers is, every few seconds.</summary>
internal sealed partial class LoadProgress(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly long startedAt = time.GetTimestamp();
    private long toldAt = time.GetTimestamp();

    /// <param name="table">What was loaded so far.</param>
    /// <param name="head">The revision of the last change there is.</param>
    public void Tell(PublisherTable table, long head)
    {
        if (time.GetElapsedTime(toldAt) < Interval)
        {
            return;
        }

        toldAt = time.GetTimestamp();
        Log.Loading(logger, table.Count, table.Through, head);
    }

    public void TellEnd(PublisherTable table) => Log.Loaded(logger, table.Count, table.Through, time.GetElapsedTime(startedAt).TotalSeconds);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Loading trusted publishers: {Count} so far, through revision {Revision} of {Head}")]
        public static partial void Loading(ILogger logger, int count, long revision, long head);

        [LoggerMessage(LogLevel.Information, "Loaded {Count} trusted publishers through revision {Revision} in {Seconds:0.0} s")]
        public static partial void Loaded(ILogger logger, int count, long revision, double seconds);
    }
}
