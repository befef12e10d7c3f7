using System.Diagnostics;
using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>Holds what clients were told against what the ledger and the log have, once the records have arrived.</summary>
internal sealed class Promises(Databases databases, Journal journal)
{
    private static readonly string[] Producers = ["token-exchange", "publisher-config"];
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Redis was flushed: what JwksCache had numbered there is lost, and the log has to say so.</summary>
    public bool RedisWasFlushed { get; set; }

    /// <summary>Returns how long it took until every record that was written had reached the log.</summary>
    /// <exception cref="TimeoutException">They do not arrive.</exception>
    public async Task<TimeSpan> UntilDrainedAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (await BehindAsync() is > 0 and var behind)
        {
            if (Stopwatch.GetElapsedTime(startedAt) > DrainLimit)
            {
                throw new TimeoutException($"{behind} records have not reached the log {DrainLimit.TotalMinutes} minutes after the load ended.");
            }

            await Task.Delay(Poll);
        }

        return Stopwatch.GetElapsedTime(startedAt);
    }

    /// <summary>Everything since the start of the run that is not as promised, in sentences. The records must have arrived.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var outcomes = journal.Attempts.Select(attempt => attempt.Outcome).ToList();
        var given = outcomes.OfType<Outcome.Minted>().Select(minted => minted.TokenId).ToList();
        var told = outcomes.OfType<Outcome.Refused>().Select(refused => refused.CorrelationId).OfType<Guid>();
        var (entries, expected) = await databases.ExtentAsync();
        return
        [
            .. AnswerRules.Violations(journal),
            .. TokenRules.Violations(given, await databases.LedgerAsync(), await databases.LoggedTokensAsync()),
            .. TokenRules.UnrecordedRefusals(told, await databases.LoggedRefusalsAsync()),
            .. entries == expected ? (string[])[] : [$"The log has {entries} entries, and {expected} with those that are missing."],
            .. from finding in await databases.FindingsAsync()
               where !(RedisWasFlushed && finding is ("ProducerSequenceRepeated" or "ProducerSequenceGap", "jwks-cache"))
               select $"The log says {finding.Finding} of {finding.Producer}.",
        ];
    }

    private async Task<long> BehindAsync()
    {
        var behind = 0L;
        foreach (var producer in Producers)
        {
            behind += await databases.WaitingAsync(producer) + await databases.NumberedAsync(producer) - await databases.LoggedAsync(producer);
        }

        return behind;
    }
}
