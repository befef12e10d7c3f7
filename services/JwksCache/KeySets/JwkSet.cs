using System.Text.Json;

namespace TrustedPublishing.JwksCache.KeySets;

/// <summary>What became of an issuer's JWK set.</summary>
internal abstract record JwkSetReading
{
    private JwkSetReading()
    {
    }

    /// <param name="Keys">At least one, with different key ids.</param>
    /// <param name="Ignored">How many others the set holds, for example encryption keys.</param>
    public sealed record Usable(IReadOnlyList<SigningKey> Keys, int Ignored) : JwkSetReading;

    public sealed record Refused(FetchProblem Problem) : JwkSetReading;
}

/// <summary>Reads a JWK set (RFC 7517 §5).</summary>
internal static class JwkSet
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static JwkSetReading Read(ReadOnlyMemory<byte> json, int maximumKeys)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("keys", out var keys)
                && keys.ValueKind == JsonValueKind.Array
                    ? Read(keys, maximumKeys)
                    : Refused(FetchProblem.InvalidDocument, "The JWK set has no array 'keys'.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not Unicode.
            return Refused(FetchProblem.InvalidDocument, "The JWK set is not valid JSON.");
        }
    }

    private static JwkSetReading Read(JsonElement keys, int maximumKeys)
    {
        if (keys.GetArrayLength() > maximumKeys)
        {
            return Refused(FetchProblem.InvalidDocument, $"The JWK set has more than {maximumKeys} keys.");
        }

        var usable = keys.EnumerateArray().Select(Jwk.Read).OfType<JwkReading.Usable>().Select(reading => reading.Key).ToList();
        // RFC 7517 §4.5: different keys should have different ids. Which of two would be meant cannot be told.
        if (usable.GroupBy(key => key.KeyId, StringComparer.Ordinal).Any(sameId => sameId.Count() > 1))
        {
            return Refused(FetchProblem.InvalidDocument, "The JWK set uses a kid twice.");
        }

        return usable.Count == 0
            ? Refused(FetchProblem.NoUsableKeys, "The JWK set holds no key that may verify ID tokens.")
            : new JwkSetReading.Usable(usable, keys.GetArrayLength() - usable.Count);
    }

    private static JwkSetReading.Refused Refused(string code, string detail) => new(new FetchProblem(code, detail));
}
