using System.Text.Json;

namespace TrustedPublishing.TrustRules;

/// <summary>The claims of an ID token whose signature holds.</summary>
public sealed class IdTokenClaims(JsonElement payload)
{
    /// <summary>The claim if it is a string with something in it; null otherwise, a number or a list included.</summary>
    public string? Text(string name) =>
        payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>True only for the JSON literal <c>true</c>; the string "true" is something else.</summary>
    public bool IsTrue(string name) => payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A string, number or boolean as text, for the audit log; null for anything else.</summary>
    public string? Scalar(string name)
    {
        if (!payload.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
    }

    public JsonElement? Member(string name) => payload.TryGetProperty(name, out var value) ? value : null;

    public IEnumerable<string> Names => payload.EnumerateObject().Select(member => member.Name);

    /// <summary>Never the claims: logs and traces must not hold them by accident.</summary>
    public override string ToString() => nameof(IdTokenClaims);
}
