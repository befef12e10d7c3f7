using System.Collections.Concurrent;
using System.Diagnostics;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>
/// What jobs and strangers send all the time: good ID tokens, good ones at both replicas at once, used ones, refused ones. A
/// client that gets 503 or a broken connection comes again with the same ID token, at any replica.
/// </summary>
internal sealed class Traffic
{
    private const int Workers = 6;
    private const int Tries = 6;
    private const int Remembered = 500;

    /// <summary>GitHub's live for five minutes, and an expired one is refused for that.</summary>
    private static readonly TimeSpan LongestMemory = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(400);

    private readonly MintClient client;
    private readonly Registrations registrations;
    private readonly Journal journal;
    private readonly ConcurrentQueue<IdToken> used = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> workers;

    private Traffic(MintClient client, Registrations registrations, Journal journal)
    {
        this.client = client;
        this.registrations = registrations;
        this.journal = journal;
        workers = [.. Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync))];
    }

    public static Traffic Start(MintClient client, Registrations registrations, Journal journal) => new(client, registrations, journal);

    /// <summary>Returns when every request has its answer.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(workers);
        stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await (Random.Shared.Next(100) switch
                {
                    < 45 => ExchangeAsync(),
                    < 65 => RaceAsync(),
                    < 80 => ReplayAsync(),
                    < 90 => PresentAsync(registrations.StrangersIdTokenAsync()),
                    _ => PresentAsync(registrations.ForgedIdTokenAsync()),
                });
            }
            catch (Exception e)
            {
                journal.AddTrouble(e);
            }

            await Task.Delay(Pause);
        }
    }

    private async Task ExchangeAsync()
    {
        var idToken = await registrations.GoodIdTokenAsync();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var outcome = await client.PresentAsync(idToken, AnyReplica());
            if (outcome is Outcome.Minted or Outcome.Refused || stopping.IsCancellationRequested)
            {
                Remember(idToken);
                return;
            }

            await Task.Delay(BeforeRetry);
        }
    }

    /// <summary>One ID token at all replicas, twice at each, all at once.</summary>
    private async Task RaceAsync()
    {
        var idToken = await registrations.GoodIdTokenAsync();
        await Task.WhenAll(Enumerable.Range(0, 2 * client.Replicas).Select(i => client.PresentAsync(idToken, i % client.Replicas)));
        Remember(idToken);
    }

    private async Task ReplayAsync()
    {
        if (used.TryDequeue(out var idToken) && Stopwatch.GetElapsedTime(idToken.Facts.SignedAfter) < LongestMemory)
        {
            await client.PresentAsync(idToken, AnyReplica());
            Remember(idToken);
        }
    }

    private async Task PresentAsync(Task<IdToken> idToken) => await client.PresentAsync(await idToken, AnyReplica());

    private void Remember(IdToken idToken)
    {
        if (used.Count < Remembered)
        {
            used.Enqueue(idToken);
        }
    }

    private int AnyReplica() => Random.Shared.Next(client.Replicas);
}
