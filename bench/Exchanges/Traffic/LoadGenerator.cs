using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>Runs one load on one thread. Nothing is allocated while it runs.</summary>
internal sealed class LoadGenerator : IDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(10);

    private readonly Load load;
    private readonly Epoll epoll;
    private readonly Connection[] connections;

    /// <summary>The numbers of the connections that have nothing on its way.</summary>
    private readonly Stack<int> idle;

    private readonly Latencies latencies = new(1 << 20);
    private readonly Dictionary<int, int> statuses = [];
    private readonly long startedAt;
    private readonly long measuredFrom;
    private readonly long measuredTo;
    private string? unexpected;
    private bool ranOut;
    private long lastAnswerAt;
    private double due;

    private LoadGenerator(Load load)
    {
        this.load = load;
        epoll = new Epoll(load.Connections);
        connections = [.. Enumerable.Range(0, load.Connections).Select(_ => Connection.Open(load.Target))];
        idle = new Stack<int>(Enumerable.Range(0, load.Connections));
        for (var i = 0; i < connections.Length; i++)
        {
            epoll.Add(connections[i].Handle, i);
        }

        startedAt = Stopwatch.GetTimestamp();
        measuredFrom = startedAt + Ticks(load.WarmUp);
        measuredTo = measuredFrom + Ticks(load.Duration);
        (due, lastAnswerAt) = (startedAt, startedAt);
    }

    /// <summary>Runs it on a thread of its own.</summary>
    public static Task<LoadResult> RunAsync(Load load) => Task.Factory.StartNew(
        () =>
        {
            using var generator = new LoadGenerator(load);
            return generator.Run();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public void Dispose()
    {
        Array.ForEach(connections, connection => connection.Dispose());
        epoll.Dispose();
    }

    private LoadResult Run()
    {
        long now;
        while ((now = Stopwatch.GetTimestamp()) < measuredTo && !(ranOut && idle.Count == connections.Length))
        {
            SendDue(now);
            Receive(idle.Count > 0 && !ranOut ? 1 : 100);
        }

        var end = Math.Min(now, measuredTo);
        while (idle.Count < connections.Length && Stopwatch.GetElapsedTime(now) < LastAnswers)
        {
            Receive(100);
        }

        return new LoadResult
        {
            Count = latencies.Count,
            Duration = Stopwatch.GetElapsedTime(measuredFrom, ranOut ? Math.Min(lastAnswerAt, end) : end),
            Latency = latencies.Summarise(),
            Statuses = statuses,
            Unexpected = unexpected,
            RanOut = ranOut,
        };
    }

    private void SendDue(long now)
    {
        while (idle.Count > 0 && !ranOut && (load.PerSecond is null || due <= now))
        {
            if (load.Requests.Next() is not { } request)
            {
                ranOut = true;
                return;
            }

            connections[idle.Pop()].Send(request, load.PerSecond is null ? Stopwatch.GetTimestamp() : (long)due);
            due += Stopwatch.Frequency / (load.PerSecond ?? Stopwatch.Frequency);
        }
    }

    private void Receive(int milliseconds)
    {
        var ready = epoll.Wait(milliseconds);
        for (var i = 0; i < ready; i++)
        {
            var number = epoll.Ready(i);
            var wasBusy = connections[number].IsBusy;
            try
            {
                if (connections[number].Receive() is { } answer)
                {
                    Take(connections[number], answer);
                    if (answer.Closes)
                    {
                        Reconnect(number);
                    }

                    Continue(number);
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                Reconnect(number);
                if (wasBusy)
                {
                    statuses[0] = statuses.GetValueOrDefault(0) + 1;
                    unexpected ??= e.Message;
                    idle.Push(number);
                }
            }
        }
    }

    private void Take(Connection connection, HttpAnswer answer)
    {
        var now = Stopwatch.GetTimestamp();
        lastAnswerAt = now;
        statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
        if (now >= measuredFrom && now < measuredTo)
        {
            latencies.Add(Stopwatch.GetElapsedTime(connection.SentAt, now));
        }

        if (answer.Status != load.ExpectedStatus)
        {
            unexpected ??= Encoding.UTF8.GetString(connection.Received);
        }
    }

    /// <summary>Sends the next request at once, unless the load is paced or over.</summary>
    private void Continue(int number)
    {
        var now = Stopwatch.GetTimestamp();
        if (load.PerSecond is null && now < measuredTo && load.Requests.Next() is { } request)
        {
            connections[number].Send(request, now);
            return;
        }

        ranOut |= load.PerSecond is null && now < measuredTo;
        idle.Push(number);
    }

    private void Reconnect(int number)
    {
        epoll.Remove(connections[number].Handle);
        connections[number].Dispose();
        connections[number] = Connection.Open(load.Target);
        epoll.Add(connections[number].Handle, number);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
