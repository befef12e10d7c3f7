using System.Globalization;
using System.Text.Json;

namespace TrustedPublishing.TrustRules;

/// <summary>
/// Finds a value inside a JSON document by its path (RFC 6901): <c>/kubernetes.io/namespace</c>, or
/// <c>/oidc.circleci.com~1org-id</c> for the one member <c>oidc.circleci.com/org-id</c>.
/// </summary>
public static class JsonPointer
{
    /// <summary>Begins with a slash, and every tilde stands for a tilde (<c>~0</c>) or a slash (<c>~1</c>).</summary>
    public static bool IsValid(string path)
    {
        for (var at = path.IndexOf('~', StringComparison.Ordinal); at >= 0; at = path.IndexOf('~', at + 1))
        {
            if (at + 1 == path.Length || path[at + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return path.StartsWith('/');
    }

    /// <summary>Null where the path leads nowhere, or is none.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        if (!IsValid(path))
        {
            return null;
        }

        JsonElement? found = root;
        foreach (var token in path[1..].Split('/'))
        {
            // In this order: ~01 is a tilde and a one, not a slash (§4).
            found = Step(found.Value, token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }

    private static JsonElement? Step(JsonElement from, string token) => from.ValueKind switch
    {
        JsonValueKind.Object => from.TryGetProperty(token, out var member) ? member : null,
        JsonValueKind.Array when IsIndex(token) && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < from.GetArrayLength() => from[index],
        _ => null,
    };

    /// <summary>Digits without leading zeros (§4); <c>-</c> is the element behind the last, which does not exist.</summary>
    private static bool IsIndex(string token) => token.Length > 0 && token.All(char.IsAsciiDigit) && (token.Length == 1 || token[0] != '0');
}
