using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Leaks;

/// <summary>One token that somebody has found, in the form of GitHub's secret scanning partners. Other members are ignored.</summary>
/// <param name="Token">The text that was found.</param>
/// <param name="Type">What the reporter calls this kind of token; comes back in the answer.</param>
/// <param name="Url">Where it was found.</param>
internal sealed record LeakReport(string Token, string? Type = null, string? Url = null)
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBodyLength = 512 * 1024;

    /// <summary>Most tokens in one report.</summary>
    public const int MaxCount = 100;

    private const int MaxTypeLength = 128;
    private const int MaxDepth = 8;

    /// <summary>Null unless it is an array of at most <see cref="MaxCount"/> objects, each with a string <c>token</c>.</summary>
    public static IReadOnlyList<LeakReport>? Parse(ReadOnlySpan<byte> body)
    {
        if (!StrictJson.TryParse(body, MaxDepth, JsonValueKind.Array, out var array) || array.GetArrayLength() > MaxCount)
        {
            return null;
        }

        var reports = new List<LeakReport>();
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object
                || !TryText(element, "token", out var token) || token is null
                || !TryText(element, "type", out var type) || type?.Length > MaxTypeLength
                || !TryText(element, "url", out var url))
            {
                return null;
            }

            reports.Add(new LeakReport(token.Trim(), type, url));
        }

        return reports;
    }

    public override string ToString() => nameof(LeakReport);

    /// <summary>False if there is such a member and it is neither text nor null.</summary>
    private static bool TryText(JsonElement element, string name, out string? text)
    {
        text = null;
        if (!element.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        text = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        return text is not null;
    }
}
