using System.Diagnostics;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>How a claim is compared with what a publisher's fields say.</summary>
internal enum Comparison
{
    /// <summary>Character by character.</summary>
    Exact,

    /// <summary>But for upper and lower case.</summary>
    IgnoreCase,

    /// <summary>One of the field's <see cref="Glob"/> patterns matches the whole claim.</summary>
    Glob,

    /// <summary>The claim is one of the field's values, character by character.</summary>
    OneOf,

    /// <summary>The claim is a list that holds the field's value, character by character.</summary>
    Contains,
}

/// <summary>A claim, and what a publisher's fields say that it must be. Pure.</summary>
internal sealed record FieldCheck
{
    public required string Claim { get; init; }

    public required Comparison Comparison { get; init; }

    /// <summary>One field alone, but for <see cref="Comparison.Exact"/> and <see cref="Comparison.IgnoreCase"/>.</summary>
    public required Template Expected { get; init; }

    /// <summary>The claim is part of what publishers are found by.</summary>
    public required bool IsIdentity { get; init; }

    public required DenialReason Reason { get; init; }

    public required string? Advice { get; init; }

    /// <summary>A field that is left out asks for nothing.</summary>
    public bool AppliesTo(IReadOnlyDictionary<string, string> fields) => Expected.Fields.All(field => fields.Value(field) is not null);

    public ClaimCheck Against(IdTokenClaims claims, IReadOnlyDictionary<string, string> fields)
    {
        var check = Compare(claims, fields);
        return check.Mismatch is { } mismatch && Advice is not null ? check with { Mismatch = mismatch with { Advice = Advice } } : check;
    }

    /// <summary>The form in which a claim and what is expected of it are looked up: equal for all spellings that <see cref="Against"/> takes for one.</summary>
    public string Normalize(string value) => Comparison == Comparison.IgnoreCase ? value.ToUpperInvariant() : value;

    private ClaimCheck Compare(IdTokenClaims claims, IReadOnlyDictionary<string, string> fields) => Comparison switch
    {
        Comparison.Exact => Expected.Fill(fields, claims) is { } expected ? ClaimCheck.Exact(claims, Claim, expected, Reason) : Incomplete(claims),
        Comparison.IgnoreCase => Expected.Fill(fields, claims) is { } expected ? ClaimCheck.IgnoreCase(claims, Claim, expected, Reason) : Incomplete(claims),
        Comparison.Glob => ClaimCheck.Matches(claims, Claim, fields.Values(Expected.Fields[0]), Reason),
        Comparison.OneOf => ClaimCheck.OneOf(claims, Claim, fields.Values(Expected.Fields[0]), Reason),
        Comparison.Contains => Contains(claims, fields.Value(Expected.Fields[0])!),
        _ => throw new UnreachableException(),
    };

    private ClaimCheck Contains(IdTokenClaims claims, string expected)
    {
        var got = claims.Texts(Claim);
        return got.Contains(expected, StringComparer.Ordinal)
            ? new ClaimCheck(Claim, null)
            : new ClaimCheck(Claim, new Mismatch(Reason, Claim, $"a list that holds \"{expected}\"", got.Count == 0 ? null : string.Join(", ", got)));
    }

    /// <summary>Another claim, that the expected value is made of, is not there.</summary>
    private ClaimCheck Incomplete(IdTokenClaims claims) => new(Claim, new Mismatch(Reason, Claim, $"\"{Expected.Text}\"", claims.Text(Claim)));
}
