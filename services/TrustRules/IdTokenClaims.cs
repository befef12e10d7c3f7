using System.Text.Json;

namespace TrustedPublishing.TrustRules;

/// <summary>
/// The claims of an ID token whose signature holds. A name that begins with a slash is a path to a nested claim
/// (<see cref="JsonPointer"/>); every other name is that of a claim itself, whatever dots and slashes are in it.
/// </summary>
public sealed class IdTokenClaims
{
    private readonly JsonElement payload;

    // Rules look at many claims, some of them again and again, and the audit record has nearly all of them: each is found and decoded once.
    private readonly Dictionary<string, Claim> members;

    /// <param name="payload">A JSON object of well-formed text.</param>
    public IdTokenClaims(JsonElement payload)
    {
        this.payload = payload;
        members = new Dictionary<string, Claim>(payload.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var member in payload.EnumerateObject())
        {
            members[member.Name] = new Claim(member.Value);
        }
    }

    /// <summary>The claim if it is a string with something in it; null otherwise, a number or a list included.</summary>
    public string? Text(string name) => Find(name) is { Text: { Length: > 0 } text } ? text : null;

    /// <summary>True only for the JSON literal <c>true</c>; the string "true" is something else.</summary>
    public bool IsTrue(string name) => Member(name)?.ValueKind == JsonValueKind.True;

    /// <summary>A string, number or boolean as text, for the audit log; null for anything else.</summary>
    public string? Scalar(string name) => Find(name) is { } claim
        ? claim.Value.ValueKind switch
        {
            JsonValueKind.String => claim.Text,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => claim.Value.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>The strings of a claim that is a list; what else is in it is left out. Empty for a claim that is no list.</summary>
    public IReadOnlyList<string> Texts(string name) => Member(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

    public JsonElement? Member(string name) => Find(name)?.Value;

    public IEnumerable<string> Names => members.Keys;

    private Claim? Find(string name)
    {
        if (name.StartsWith('/'))
        {
            return JsonPointer.Find(payload, name) is { } nested ? new Claim(nested) : null;
        }

        return members.TryGetValue(name, out var claim) ? claim : null;
    }

    /// <summary>Never the claims: logs and traces must not hold them by accident.</summary>
    public override string ToString() => nameof(IdTokenClaims);

    private readonly struct Claim(JsonElement value)
    {
        public JsonElement Value { get; } = value;

        /// <summary>Null for what is no string.</summary>
        public string? Text { get; } = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
