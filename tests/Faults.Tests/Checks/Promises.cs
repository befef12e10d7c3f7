using System.Diagnostics;
using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>Holds what clients were told against what the ledger and the log have, once the records have arrived.</summary>
internal sealed class Promises(Databases databases, Journal journal)
{
    private const string Exchange = "token-exchange";
    private const string Publishers = "publisher-config";
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Redis was flushed: what JwksCache had numbered there is lost, and the log has to say so.</summary>
    public bool RedisWasFlushed { get; set; }

    /// <summary>Returns how long it took until every record that was written had reached the log.</summary>
    /// <exception cref="TimeoutException">They do not arrive.</exception>
    public async Task<TimeSpan> UntilDrainedAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var behind = await BehindAsync(Exchange) + await BehindAsync(Publishers);
            if (behind == 0)
            {
                return Stopwatch.GetElapsedTime(startedAt);
            }

            if (Stopwatch.GetElapsedTime(startedAt) > DrainLimit)
            {
                throw new TimeoutException($"{behind} records have not reached the log {DrainLimit.TotalSeconds} seconds after the load ended.");
            }

            await Task.Delay(Poll);
        }
    }

    /// <summary>Everything that is not as promised, in sentences. The records must have arrived.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var ledger = await databases.LedgerAsync();
        var logged = await databases.LoggedTokensAsync();
        var (entries, expected) = await databases.ExtentAsync();
        return
        [
            .. AnswerRules.Violations(journal),
            .. Tokens(ledger, logged),
            .. Refusals(await databases.LoggedRefusalsAsync()),
            .. await databases.UsedIdTokensAsync() <= ledger.Count ? (string[])[] : ["The ledger has more used ID tokens than API tokens."],
            .. entries == expected ? (string[])[] : [$"The log has {entries} entries, and {expected} with those that are missing."],
            .. from finding in await databases.FindingsAsync()
               where !(RedisWasFlushed && finding is ("ProducerSequenceRepeated" or "ProducerSequenceGap", "jwks-cache"))
               select $"The log says {finding.Finding} of {finding.Producer}.",
        ];
    }

    private IEnumerable<string> Tokens(List<(Guid TokenId, string IdToken)> ledger, List<Guid> logged)
    {
        var times = logged.CountBy(id => id).ToDictionary();
        var rows = ledger.Select(row => row.TokenId).ToHashSet();
        foreach (var token in journal.Attempts.Select(attempt => attempt.Outcome).OfType<Outcome.Minted>().Select(outcome => outcome.TokenId))
        {
            if (times.GetValueOrDefault(token) is not 1 and var records)
            {
                yield return $"A client has the API token {token}, and the log has {records} TokenMinted records of it.";
            }
        }

        foreach (var (token, _) in times.Where(entry => entry.Value != 1 || !rows.Contains(entry.Key)))
        {
            yield return $"The log has TokenMinted of {token} {times[token]} times, and the ledger {(rows.Contains(token) ? "has it" : "has no row of it")}.";
        }

        foreach (var token in rows.Where(token => !times.ContainsKey(token)))
        {
            yield return $"The ledger has the API token {token}, and the log has no TokenMinted of it.";
        }

        foreach (var (idToken, count) in ledger.CountBy(row => row.IdToken).Where(entry => entry.Value != 1))
        {
            yield return $"The ledger has {count} API tokens of the ID token {idToken}.";
        }
    }

    /// <summary>A correlation id that a client was told must lead somewhere.</summary>
    private IEnumerable<string> Refusals(List<Guid> logged)
    {
        var times = logged.CountBy(id => id).ToDictionary();
        return journal.Attempts.Select(attempt => attempt.Outcome).OfType<Outcome.Refused>().Select(refused => refused.CorrelationId).OfType<Guid>().Distinct()
            .Where(id => times.GetValueOrDefault(id) != 1)
            .Select(id => $"A client was told the correlation id {id}, and the log has {times.GetValueOrDefault(id)} records of it.");
    }

    private async Task<long> BehindAsync(string producer) =>
        await databases.WaitingAsync(producer) + await databases.NumberedAsync(producer) - await databases.LoggedAsync(producer);
}
