using System.Globalization;
using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>
/// The claims of one ID token while they are put together. Each <c>Add</c> takes the provider's own value, prefers
/// the override, and answers the value that derived claims should follow.
/// </summary>
public sealed class ClaimSet(JsonObject overrides)
{
    private readonly JsonObject claims = [];

    /// <summary>The override of a claim if it is a string; null if there is none, or another kind of value.</summary>
    public string? Given(string name) =>
        overrides[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Adds a claim that every job has. A removed one still tells its own value to those derived from it.</summary>
    public string Add(string name, string value) => AddOptional(name, value) ?? value;

    /// <summary>Adds a claim that a job may lack; null means that this one lacks it.</summary>
    public string? AddOptional(string name, string? value)
    {
        Put(name, value);
        return overrides.ContainsKey(name) && overrides[name] is null ? null : Given(name) ?? value;
    }

    public long Add(string name, long value)
    {
        Put(name, value);
        // By its text, because a number made in code may be an int, and one from the wire is neither int nor long.
        return long.TryParse(overrides[name]?.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : value;
    }

    /// <summary>Adds a claim that nothing is derived from.</summary>
    public void Put(string name, JsonNode? value)
    {
        var effective = overrides.TryGetPropertyValue(name, out var given) ? given?.DeepClone() : value;
        if (effective is not null)
        {
            claims[name] = effective;
        }
    }

    /// <summary>RFC 7519 §4.1: a later <c>iat</c> moves <c>nbf</c> and <c>exp</c> along.</summary>
    public void AddTimes(DateTimeOffset now, TimeSpan? validBefore, TimeSpan lifetime)
    {
        var issuedAt = Add("iat", now.ToUnixTimeSeconds());
        if (validBefore is { } lead)
        {
            Add("nbf", issuedAt - (long)lead.TotalSeconds);
        }

        Add("exp", issuedAt + (long)lifetime.TotalSeconds);
    }

    /// <summary>All claims, with the overrides that the provider does not know added as they are.</summary>
    public JsonObject Complete()
    {
        foreach (var (name, value) in overrides)
        {
            if (value is not null && !claims.ContainsKey(name))
            {
                claims[name] = value.DeepClone();
            }
        }

        return claims;
    }
}
