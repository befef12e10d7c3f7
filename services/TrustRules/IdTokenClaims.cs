using System.Text.Json;

namespace TrustedPublishing.TrustRules;

/// <summary>
/// The claims of an ID token whose signature holds. A name that begins with a slash is a path to a nested claim
/// (<see cref="JsonPointer"/>); every other name is that of a claim itself, whatever dots and slashes are in it.
/// </summary>
public sealed class IdTokenClaims
{
    private readonly JsonElement payload;

    // Rules look at many claims, some of them again and again, and a JSON object goes through its members each time.
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);

    /// <param name="payload">A JSON object.</param>
    public IdTokenClaims(JsonElement payload)
    {
        this.payload = payload;
        foreach (var member in payload.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }
    }

    /// <summary>The claim if it is a string with something in it; null otherwise, a number or a list included.</summary>
    public string? Text(string name) =>
        Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>True only for the JSON literal <c>true</c>; the string "true" is something else.</summary>
    public bool IsTrue(string name) => Member(name)?.ValueKind == JsonValueKind.True;

    /// <summary>A string, number or boolean as text, for the audit log; null for anything else.</summary>
    public string? Scalar(string name) => Member(name) is { } value
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>The strings of a claim that is a list; what else is in it is left out. Empty for a claim that is no list.</summary>
    public IReadOnlyList<string> Texts(string name) => Member(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

    public JsonElement? Member(string name)
    {
        if (name.StartsWith('/'))
        {
            return JsonPointer.Find(payload, name);
        }

        return members.TryGetValue(name, out var value) ? value : null;
    }

    public IEnumerable<string> Names => members.Keys;

    /// <summary>Never the claims: logs and traces must not hold them by accident.</summary>
    public override string ToString() => nameof(IdTokenClaims);
}
