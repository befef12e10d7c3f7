using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>What was tried, in numbers.</summary>
internal static class Tally
{
    public static string Of(IReadOnlyList<Attempt> attempts)
    {
        var minted = attempts.Where(attempt => attempt.Outcome is Outcome.Minted).Select(attempt => attempt.Took).Order().ToList();
        return $"{attempts.Count} requests with {attempts.Select(a => a.IdToken).Distinct().Count()} ID tokens: "
            + $"{minted.Count} minted, {Count<Outcome.Refused>(attempts)} refused, {Count<Outcome.Unavailable>(attempts)} answered 503, {Count<Outcome.Broken>(attempts)} without an answer; "
            + $"mints took {Milliseconds(minted, 0.5)} ms (median) and {Milliseconds(minted, 0.99)} ms (99 of 100)";
    }

    /// <summary>The time within which this part of them were answered, in milliseconds; 0 if there are none.</summary>
    public static double Milliseconds(IReadOnlyList<TimeSpan> sorted, double part) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[(int)(part * (sorted.Count - 1))].TotalMilliseconds, 1);

    private static int Count<T>(IReadOnlyList<Attempt> attempts) => attempts.Count(attempt => attempt.Outcome is T);
}
