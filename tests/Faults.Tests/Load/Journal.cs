using System.Collections.Concurrent;
using System.Diagnostics;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>Everything that was tried and what was done to the stack meanwhile; the times are those of the monotonic clock.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Attempt> attempts = new();
    private readonly ConcurrentQueue<(int Replica, long From, long Until)> outages = new();
    private readonly ConcurrentQueue<(string Provider, long At)> withdrawals = new();
    private readonly ConcurrentQueue<string> troubles = new();

    public IReadOnlyList<Attempt> Attempts => [.. attempts];

    /// <summary>What went wrong in the load itself, where nothing should.</summary>
    public IReadOnlyList<string> Troubles => [.. troubles];

    public void Add(Attempt attempt) => attempts.Enqueue(attempt);

    public void AddTrouble(Exception e) => troubles.Enqueue($"The load itself failed: {e.GetType().Name}: {e.Message}");

    /// <summary>A replica was killed at some time after <paramref name="from"/> and is healthy again now.</summary>
    public void AddOutage(int replica, long from) => outages.Enqueue((replica, from, Stopwatch.GetTimestamp()));

    /// <summary>The provider has withdrawn the key that it signed with.</summary>
    public void AddWithdrawal(string provider) => withdrawals.Enqueue((provider, Stopwatch.GetTimestamp()));

    /// <summary>Whether the replica was away at some time of the attempt.</summary>
    public bool WasAwayDuring(Attempt attempt) =>
        outages.Any(outage => outage.Replica == attempt.Replica && outage.From <= attempt.EndedAt && attempt.StartedAt <= outage.Until);

    public bool WasWithdrawnSince(IdTokenFacts idToken) =>
        withdrawals.Any(withdrawal => withdrawal.Provider == idToken.Provider && withdrawal.At >= idToken.SignedAfter);
}
