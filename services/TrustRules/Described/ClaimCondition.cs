using System.Text.Json;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>
/// A claim that must have one of some fixed values, or must have none of them, whoever publishes. A string, a number and a
/// boolean are three different things, and a number is compared as it is written: <c>"true"</c> is not <c>true</c>, <c>1.0</c> is not <c>1</c>. Pure.
/// </summary>
internal sealed record ClaimCondition
{
    public required string Claim { get; init; }

    /// <summary>Strings, booleans and whole numbers. Empty: any value will do, if there is one.</summary>
    public required IReadOnlyList<JsonElement> Values { get; init; }

    /// <summary>The claim must have one of the values; otherwise it must have none of them.</summary>
    public required bool MustHold { get; init; }

    /// <summary>A claim that is missing or null refuses.</summary>
    public required bool AbsentRefuses { get; init; }

    public required DenialReason Reason { get; init; }

    public required string? Advice { get; init; }

    public Mismatch? Refuse(IdTokenClaims claims)
    {
        var claim = claims.Member(Claim);
        if (claim is not { ValueKind: not JsonValueKind.Null } value)
        {
            return AbsentRefuses ? Mismatch(claims) : null;
        }

        var holds = MustHold
            ? Values.Count == 0 ? !IsEmpty(value) : Values.Any(expected => Same(expected, value))
            : Values.All(expected => Differs(expected, value));
        return holds ? null : Mismatch(claims);
    }

    private Mismatch Mismatch(IdTokenClaims claims) => new(Reason, Claim, Expected(), claims.Scalar(Claim)) { Advice = Advice };

    private string Expected()
    {
        var values = string.Join(" or ", Values.Select(value => value.GetRawText()));
        return (MustHold, Values.Count) switch
        {
            (true, 0) => "that it is there",
            (true, _) => values,
            _ => $"anything but {values}",
        };
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is "" or null;

    private static bool Same(JsonElement expected, JsonElement value) => Kind(expected) == Kind(value) && Kind(value) switch
    {
        JsonValueKind.String => string.Equals(expected.GetString(), value.GetString(), StringComparison.Ordinal),
        JsonValueKind.Number => string.Equals(expected.GetRawText(), value.GetRawText(), StringComparison.Ordinal),
        JsonValueKind.True => expected.ValueKind == value.ValueKind,
        _ => false,
    };

    /// <summary>Certainly another value: one of another kind, or a number spelt in a way that no one spells whole numbers, might mean the same to somebody.</summary>
    private static bool Differs(JsonElement expected, JsonElement value) =>
        Kind(expected) == Kind(value) && !Same(expected, value) && (Kind(value) != JsonValueKind.Number || IsWhole(value));

    /// <summary>Both booleans are one kind.</summary>
    internal static JsonValueKind Kind(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    /// <summary>As JSON's grammar has it, without fraction and exponent.</summary>
    internal static bool IsWhole(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.GetRawText() is not "-0" && number.GetRawText().All(c => char.IsAsciiDigit(c) || c == '-');
}
