using System.Text.Json;

namespace TrustedPublishing.TrustRules;

/// <summary>One comparison of a claim with what is expected of it.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Mismatch">Null if the claim is as expected.</param>
public sealed record ClaimCheck(string Claim, Mismatch? Mismatch)
{
    public bool Holds => Mismatch is null;

    public static ClaimCheck Exact(IdTokenClaims claims, string claim, string expected, DenialReason reason, string? advice = null) =>
        Single(claims, claim, expected, StringComparison.Ordinal, reason, advice);

    public static ClaimCheck IgnoreCase(IdTokenClaims claims, string claim, string expected, DenialReason reason, string? advice = null) =>
        Single(claims, claim, expected, StringComparison.OrdinalIgnoreCase, reason, advice);

    /// <summary>Holds if the claim is one of the values, letter by letter.</summary>
    public static ClaimCheck OneOf(IdTokenClaims claims, string claim, IReadOnlyList<string> values, DenialReason reason)
    {
        var got = claims.Text(claim);
        return got is not null && values.Contains(got, StringComparer.Ordinal)
            ? new ClaimCheck(claim, null)
            : Failed(claims, claim, Alternatives(values), reason);
    }

    /// <summary>Holds if one of the <see cref="Glob"/> patterns matches the whole claim.</summary>
    public static ClaimCheck Matches(IdTokenClaims claims, string claim, IReadOnlyList<string> patterns, DenialReason reason)
    {
        var got = claims.Text(claim);
        return got is not null && patterns.Any(pattern => Glob.Matches(pattern, got))
            ? new ClaimCheck(claim, null)
            : Failed(claims, claim, Alternatives(patterns), reason);
    }

    private static ClaimCheck Single(
        IdTokenClaims claims, string claim, string expected, StringComparison comparison, DenialReason reason, string? advice)
    {
        var got = claims.Text(claim);
        return string.Equals(got, expected, comparison)
            ? new ClaimCheck(claim, null)
            : Failed(claims, claim, $"\"{expected}\"", reason, got is null ? null : Difference.Describe(expected, got), advice);
    }

    private static ClaimCheck Failed(
        IdTokenClaims claims, string claim, string expected, DenialReason reason, string? difference = null, string? advice = null)
    {
        var got = claims.Text(claim);
        var isOther = got is null && claims.Member(claim) is not (null or { ValueKind: JsonValueKind.Null or JsonValueKind.String });
        return new ClaimCheck(claim, new Mismatch(reason, claim, expected, isOther ? ClaimTable.Cut(claims.Member(claim)!.Value.GetRawText()) : got)
        {
            Difference = isOther ? "It is not text." : difference,
            Advice = advice,
        });
    }

    private static string Alternatives(IEnumerable<string> values) => string.Join(" or ", values.Select(value => $"\"{value}\""));
}

/// <summary>A claim that is not as expected.</summary>
/// <param name="Reason">Why an ID token is refused for it.</param>
/// <param name="Claim">The claim's name.</param>
/// <param name="Expected">What would be right, for people, literal values in quotation marks.</param>
/// <param name="Got">What the ID token says; null if it says nothing; as JSON if it is no text.</param>
public sealed record Mismatch(DenialReason Reason, string Claim, string Expected, string? Got)
{
    /// <summary>How the two differ, if that is hard to see.</summary>
    public string? Difference { get; init; }

    /// <summary>What to change, where more can be said than the two values tell.</summary>
    public string? Advice { get; init; }

    /// <summary>What is expected, what came, how they differ and what to do about it, for whoever may see the registration.</summary>
    public string Explain()
    {
        var came = Got is null ? $"The ID token has no claim \"{Claim}\"" : $"The claim \"{Claim}\" is \"{Got}\"";
        var sentences = new[] { $"{came}; expected is {Expected}.", Difference, Advice };
        return string.Join(' ', sentences.Where(sentence => sentence is not null));
    }
}
