using System.ComponentModel;
using System.Text;
using System.Text.Json.Serialization;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Erasure;

/// <summary>What the operator asks for. Of entries, field and value, all that are given must fit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ErasureRequest
{
    public const int MaximumEntries = 1000;
    public const int MaximumReasonLength = 500;

    [Description("Indices of entries, at most 1000: values of these.")]
    public IReadOnlyList<long>? Entries { get; init; }

    [Description("The name of a field, for example actor: values of this. Not alone.")]
    public string? Field { get; init; }

    [Description("A text: values that are this, byte for byte, in every entry or in those that are named. It is not written into the log.")]
    public string? Value { get; init; }

    [Description("Why, in one line of 1 to 500 characters: stands in the log as a personal value, and must not hold the value.")]
    public string? Reason { get; init; }

    [Description("Counts and erases nothing.")]
    public bool DryRun { get; init; }

    /// <returns>Null if there are errors.</returns>
    public WantedErasure? Read(ParameterErrors errors)
    {
        if (Entries is null && Value is null)
        {
            errors.Add("entries", "is missing, and value too: name entries, or a value, or both.");
        }
        if (Entries is { Count: 0 or > MaximumEntries } || Entries?.Any(index => index < 0) == true)
        {
            errors.Add("entries", $"are not 1 to {MaximumEntries} indices.");
        }
        if (Field is { Length: 0 or > PersonalValueMapping.FieldLength } || Field?.Contains('\0', StringComparison.Ordinal) == true)
        {
            errors.Add("field", "is not the name of a field.");
        }

        var reason = ReadReason(errors);
        return errors.Any ? null : new WantedErasure(Entries is null ? null : [.. Entries], Field, Value is null ? null : Encoding.UTF8.GetBytes(Value), reason);
    }

    private string ReadReason(ParameterErrors errors)
    {
        var reason = Reason?.Trim() ?? "";
        if (reason.Length is 0 or > MaximumReasonLength || reason.Any(char.IsControl))
        {
            errors.Add("reason", $"is not one line of 1 to {MaximumReasonLength} characters.");
        }
        else if (Value is { Length: > 0 } && reason.Contains(Value, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("reason", "holds the value, which would be in the log again.");
        }

        return reason;
    }
}

/// <summary>Which personal values are to go: those to which all that is not null applies.</summary>
internal sealed record WantedErasure(long[]? Entries, string? Field, byte[]? Value, string Reason);
