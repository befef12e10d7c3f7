using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>What is known about a key id.</summary>
internal abstract record KeyLookup
{
    private KeyLookup()
    {
    }

    public sealed record Found(SigningKey Key) : KeyLookup;

    public sealed record Refused(DenialReason Reason) : KeyLookup;
}

/// <summary>
/// The issuers' signing keys: from memory for as long as <see cref="MaxAge"/>, else from JwksCache, with one request in
/// flight for each key. JwksCache alone talks to issuers.
/// </summary>
internal sealed class SigningKeys(IHttpClientFactory clients, TimeProvider time)
{
    public const string Client = "jwks-cache";

    /// <summary>How long a key is used without asking JwksCache whether it still stands.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    /// <summary>Key ids come from strangers: this many questions at once, more are turned away.</summary>
    private const int MaxInFlight = 256;

    private const int MaxDepth = 8;

    private readonly ConcurrentDictionary<(string Issuer, string KeyId), CachedKey> known = new();
    private readonly ConcurrentDictionary<(string Issuer, string KeyId), Lazy<Task<KeyLookup>>> asking = new();
    private int generation;

    /// <exception cref="UnavailableException">JwksCache cannot tell right now.</exception>
    public Task<KeyLookup> FindAsync(string issuer, string keyId, CancellationToken cancellationToken)
    {
        var name = (issuer, keyId);
        if (known.TryGetValue(name, out var cached) && time.GetElapsedTime(cached.AskedAt) < MaxAge)
        {
            return Task.FromResult<KeyLookup>(new KeyLookup.Found(cached.Key));
        }

        if (asking.Count >= MaxInFlight && !asking.ContainsKey(name))
        {
            throw UnavailableException.Overload();
        }

        // Shared by all who wait, so the one who started it cannot cancel it for the others.
        return asking.GetOrAdd(name, _ => new Lazy<Task<KeyLookup>>(() => AskAsync(issuer, keyId))).Value.WaitAsync(cancellationToken);
    }

    /// <summary>The issuer's keys have changed: the next exchange asks.</summary>
    public void Forget(string issuer)
    {
        // An answer that is on its way may be older than the change; it is used once and not kept.
        Interlocked.Increment(ref generation);
        foreach (var name in known.Keys.Where(name => string.Equals(name.Issuer, issuer, StringComparison.Ordinal)))
        {
            known.TryRemove(name, out _);
        }
    }

    private async Task<KeyLookup> AskAsync(string issuer, string keyId)
    {
        var name = (issuer, keyId);
        var askedAt = time.GetTimestamp();
        var askedIn = Volatile.Read(ref generation);
        try
        {
            var lookup = await FetchAsync(issuer, keyId);
            if (lookup is KeyLookup.Found found && askedIn == Volatile.Read(ref generation))
            {
                known[name] = new CachedKey(found.Key, askedAt);
            }
            else
            {
                known.TryRemove(name, out _);
            }

            return lookup;
        }
        finally
        {
            asking.TryRemove(name, out _);
        }
    }

    private async Task<KeyLookup> FetchAsync(string issuer, string keyId)
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

    private sealed record CachedKey(SigningKey Key, long AskedAt);
}
