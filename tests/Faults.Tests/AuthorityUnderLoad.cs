using System.Diagnostics;
using TrustedPublishing.Authority;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.Authority.Processes;
using TrustedPublishing.Faults.Tests.Checks;
using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests;

/// <summary>Two replicas of the exchange and all that they need, as processes that may be killed, with jobs that publish all the time.</summary>
public sealed class AuthorityUnderLoad : IAsyncLifetime
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(200);

    private readonly Journal journal = new();
    private LocalAuthority? authority;
    private MintClient? client;
    private Registrations? registrations;
    private Promises? promises;

    public LocalAuthority Authority => authority!;

    internal Journal Journal => journal;

    internal MintClient Client => client!;

    internal Registrations Registrations => registrations!;

    internal Promises Promises => promises!;

    public async ValueTask InitializeAsync()
    {
        await StackTurn.TakeAsync();
        authority = await LocalAuthority.StartAsync(new AuthorityOptions
        {
            Exchanges = 2,
            // Rotations come faster here than any provider's; outside Development it is at least a minute.
            JwksCache = { ["Keys:UnknownKeyCooldown"] = "00:00:02" },
        });
        client = new MintClient([.. authority.TokenExchange.Select(exchange => exchange.Address)], journal);
        promises = new Promises(new Databases(authority), journal);
        registrations = await Registrations.CreateAsync(authority);
        await UntilRecoveredAsync();
    }

    /// <summary>
    /// Disturbs the stack while jobs publish, waits until it works again without any help, stops the load, waits until every record
    /// has arrived, and holds everything since the start of the run against the promises.
    /// </summary>
    /// <param name="disturb">Does the harm and undoes it, as far as it is to be undone by hand: who kills a process starts it again.</param>
    public async Task DisturbAsync(Func<Task> disturb)
    {
        var startedAt = Stopwatch.GetTimestamp();
        do
        {
            await DisturbOnceAsync(disturb);
        }
        while (Stopwatch.GetElapsedTime(startedAt) < LongForm.PerFault);
    }

    /// <summary>kill -9 of one replica, and its start after a while.</summary>
    public async Task KillExchangeAsync(int replica, TimeSpan away)
    {
        var from = Stopwatch.GetTimestamp();
        await Authority.TokenExchange[replica].KillAsync();
        await Task.Delay(away);
        await Authority.TokenExchange[replica].StartAsync();
        journal.AddOutage(replica, from);
    }

    /// <summary>A provider signs with a new key, and withdraws the old one unless it is to be kept.</summary>
    public async Task RotateAsync(string provider, bool keep)
    {
        await Authority.Simulator().RotateKeysAsync(provider, keep);
        if (!keep)
        {
            journal.AddWithdrawal(provider);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Console.WriteLine($"Faults: {Tally.Of(journal.Attempts)}.");
        client?.Dispose();
        if (authority is not null)
        {
            await authority.DisposeAsync();
        }
    }

    private async Task DisturbOnceAsync(Func<Task> disturb)
    {
        var earlier = journal.Attempts.Count;
        var traffic = Traffic.Start(Client, Registrations, journal);
        TimeSpan recovered;
        try
        {
            // Never at the same moment of what goes on.
            await Task.Delay(Before * Random.Shared.NextDouble());
            await disturb();
            recovered = await UntilRecoveredAsync();
            await Task.Delay(After);
        }
        finally
        {
            await traffic.StopAsync();
        }

        var drained = await Promises.UntilDrainedAsync();
        var tried = journal.Attempts.Skip(earlier).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Tally.Of(tried)}; it worked again after {recovered.TotalSeconds:0.0} s, all records had arrived {drained.TotalSeconds:0.0} s after the load.");
        Assert.Empty(await Promises.ViolationsAsync());
    }

    /// <summary>Returns how long it took until an ID token of each provider was exchanged at each replica.</summary>
    private async Task<TimeSpan> UntilRecoveredAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        for (var replica = 0; replica < Client.Replicas; replica++)
        {
            foreach (var provider in Job.Providers)
            {
                while (await Client.PresentAsync(await Registrations.GoodIdTokenAsync(provider), replica) is not Outcome.Minted and var outcome)
                {
                    if (Stopwatch.GetElapsedTime(startedAt) > RecoveryLimit)
                    {
                        throw new TimeoutException($"Replica {replica + 1} still does not mint for {provider} after {RecoveryLimit.TotalSeconds} seconds: {outcome}.");
                    }

                    await Task.Delay(BeforeRetry);
                }
            }
        }

        return Stopwatch.GetElapsedTime(startedAt);
    }
}
