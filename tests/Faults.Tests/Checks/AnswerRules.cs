using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>What a client may be answered, whatever is done to the stack. Pure.</summary>
internal static class AnswerRules
{
    /// <summary>Everything about the journal that should not be so, in sentences.</summary>
    public static IEnumerable<string> Violations(Journal journal)
    {
        foreach (var presented in journal.Attempts.GroupBy(attempt => attempt.IdToken))
        {
            var attempts = presented.ToList();
            var minted = attempts.Select(attempt => attempt.Outcome).OfType<Outcome.Minted>().Select(outcome => outcome.TokenId).ToList();
            if (minted.Count > 1)
            {
                yield return $"One ID token gave {minted.Count} API tokens: {string.Join(", ", minted)}.";
            }

            foreach (var violation in attempts.Select(attempt => Violation(attempt, attempts, journal)).OfType<string>())
            {
                yield return violation;
            }
        }

        foreach (var trouble in journal.Troubles)
        {
            yield return trouble;
        }
    }

    private static string? Violation(Attempt attempt, IReadOnlyList<Attempt> ofSameIdToken, Journal journal) => attempt.Outcome switch
    {
        Outcome.Minted when !attempt.IdToken.MayBeMinted => Say(attempt, "was minted for"),
        Outcome.Refused refused when !MayBeRefused(attempt, refused.Reason, ofSameIdToken, journal) => Say(attempt, $"was refused as {refused.Reason}"),
        Outcome.Unavailable { Code: not ("temporarily-unavailable" or "outcome_unknown") } unavailable => Say(attempt, $"got 503 with the unknown code {unavailable.Code}"),
        // Only a server that was killed may leave a request without an answer.
        Outcome.Broken broken when !journal.WasAwayDuring(attempt) => Say(attempt, $"got no answer ({broken.Why}) from a replica that was not killed"),
        Outcome.Unclean unclean => Say(attempt, $"got {unclean.What}"),
        _ => null,
    };

    private static bool MayBeRefused(Attempt attempt, string reason, IReadOnlyList<Attempt> ofSameIdToken, Journal journal) => reason switch
    {
        "already_used" => attempt.IdToken.MayBeMinted && ofSameIdToken.Any(other => !ReferenceEquals(other, attempt) && other.StartedAt <= attempt.EndedAt && MayHaveUsed(other)),
        "unknown_key" => journal.WasWithdrawnSince(attempt.IdToken),
        _ => attempt.IdToken.Refusals.Contains(reason, StringComparer.Ordinal),
    };

    /// <summary>503 with any other code promises that nothing has happened.</summary>
    private static bool MayHaveUsed(Attempt attempt) => attempt.Outcome is Outcome.Minted or Outcome.Broken or Outcome.Unavailable { Code: "outcome_unknown" };

    private static string Say(Attempt attempt, string what) =>
        $"An ID token of {(attempt.IdToken.Provider is { Length: > 0 } provider ? provider : "nobody")} that "
        + $"{(attempt.IdToken.MayBeMinted ? "is good" : $"is to be refused ({string.Join(", ", attempt.IdToken.Refusals)})")} {what} at replica {attempt.Replica + 1}, after {attempt.Took.TotalSeconds:0.000} s.";
}
