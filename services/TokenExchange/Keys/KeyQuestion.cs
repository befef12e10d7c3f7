using System.Net;
using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>Asks JwksCache for a key: <c>GET /internal/keys</c>, as docs/architecture.md has it.</summary>
internal sealed class KeyQuestion(IHttpClientFactory clients)
{
    public const string Client = "jwks-cache";

    private const int MaxDepth = 8;

    /// <exception cref="UnavailableException">JwksCache cannot tell right now.</exception>
    public async Task<KeyLookup> AskAsync(string issuer, string keyId)
    {
        var address = new Uri($"/internal/keys?issuer={Uri.EscapeDataString(issuer)}&kid={Uri.EscapeDataString(keyId)}", UriKind.Relative);
        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.GetAsync(address, CancellationToken.None);
            var body = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json"
                ? await response.Content.ReadAsByteArrayAsync(CancellationToken.None)
                : [];
            return Read(issuer, keyId, response, body);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            throw UnavailableException.Keys(inner: e);
        }
    }

    private static KeyLookup Read(string issuer, string keyId, HttpResponseMessage response, byte[] body)
    {
        StrictJson.TryParse(body, MaxDepth, JsonValueKind.Object, out var json);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK when Member(json, "jwk") is { } jwk
                && Member(json, "issuer") is { ValueKind: JsonValueKind.String } answered && answered.ValueEquals(issuer):
                return SigningKey.FromJwk(issuer, keyId, jwk) is { } key
                    ? new KeyLookup.Found(key)
                    : new KeyLookup.Refused(DenialReason.UnsuitableKey);
            case HttpStatusCode.NotFound when Member(json, "code") is { ValueKind: JsonValueKind.String } code && code.ValueEquals("unknown_key"):
                return new KeyLookup.Refused(DenialReason.UnknownKey);
            default:
                // unknown_issuer means that the two services are configured differently: an operator's mistake, no refusal.
                throw UnavailableException.Keys(response.Headers.RetryAfter?.Delta);
        }
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
