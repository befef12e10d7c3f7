using System.Text.Json;
using TrustedPublishing.JwksCache.KeySets;

namespace TrustedPublishing.JwksCache.Fetching;

/// <summary>What became of an issuer's discovery document.</summary>
internal abstract record DiscoveryReading
{
    private DiscoveryReading()
    {
    }

    public sealed record Usable(Uri KeySetAddress) : DiscoveryReading;

    public sealed record Refused(FetchProblem Problem) : DiscoveryReading;
}

/// <summary>Reads OpenID Connect discovery (OpenID Connect Discovery 1.0 §4.2): where the issuer's JWK set is.</summary>
internal static class DiscoveryDocument
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static DiscoveryReading Read(ReadOnlyMemory<byte> json, string issuer, FetchPolicy policy)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, issuer, policy)
                : Refused(FetchProblem.InvalidDocument, "The discovery document is not a JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not Unicode.
            return Refused(FetchProblem.InvalidDocument, "The discovery document is not valid JSON.");
        }
    }

    private static DiscoveryReading Read(JsonElement document, string issuer, FetchPolicy policy)
    {
        // §4.3: it MUST be identical. A document that speaks for another issuer is somebody else's.
        if (Text(document, "issuer") != issuer)
        {
            return Refused(FetchProblem.IssuerMismatch, "The discovery document names another issuer.");
        }

        if (Text(document, "jwks_uri") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return Refused(FetchProblem.InvalidDocument, "The discovery document has no usable jwks_uri.");
        }

        return policy.AllowsKeysFrom(address)
            ? new DiscoveryReading.Usable(address)
            : Refused(FetchProblem.AddressNotAllowed, "The jwks_uri is not https on the issuer's host or on one of its JwksHosts.");
    }

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DiscoveryReading.Refused Refused(string code, string detail) => new(new FetchProblem(code, detail));
}
