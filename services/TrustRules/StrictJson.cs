using System.Text.Json;
using System.Text.Unicode;

namespace TrustedPublishing.TrustRules;

/// <summary>
/// JSON read so that no two parsers can understand it differently: valid UTF-8, no member twice (RFC 8259 §4), no
/// comments or trailing commas, no lone surrogate, no U+0000 (PostgreSQL cannot hold it), a bounded depth.
/// </summary>
public static class StrictJson
{
    public static bool TryParse(ReadOnlySpan<byte> utf8, int maxDepth, JsonValueKind expected, out JsonElement root)
    {
        root = default;
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth };
        try
        {
            var parsed = JsonElement.Parse(utf8, options);
            // Without a backslash nothing is escaped, and what stands there as it is has been checked.
            if (parsed.ValueKind != expected || (utf8.Contains((byte)'\\') && !HasCleanText(parsed)))
            {
                return false;
            }

            root = parsed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // Text such as "\uD800" that no UTF-16 string can hold.
            return false;
        }
    }

    private static bool HasCleanText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => IsClean(member.Name) && HasCleanText(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(HasCleanText),
        JsonValueKind.String => IsClean(element.GetString()!),
        _ => true,
    };

    private static bool IsClean(string text) => !text.Contains('\0', StringComparison.Ordinal);
}
