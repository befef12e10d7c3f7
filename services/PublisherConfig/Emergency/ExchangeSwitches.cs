using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustedPublishing.PublisherConfig.Emergency;

/// <summary>A switch that is set.</summary>
/// <param name="Id">For clearing it.</param>
/// <param name="Kind"><c>stop-minting</c>, <c>distrust-issuer</c> or <c>distrust-key</c>.</param>
/// <param name="Issuer">The issuer that is distrusted, or whose key is.</param>
/// <param name="KeyId">The distrusted key's <c>kid</c>.</param>
/// <param name="Thumbprint">The distrusted key's thumbprint (RFC 7638).</param>
/// <param name="Reason">Why it was set.</param>
/// <param name="By">Who set it.</param>
/// <param name="Since">When.</param>
internal sealed record SwitchResponse(Guid Id, string Kind, string? Issuer, string? KeyId, string? Thumbprint, string Reason, string By, DateTimeOffset Since);

/// <summary>The switches that are set, oldest first.</summary>
internal sealed record SwitchListResponse(IReadOnlyList<SwitchResponse> Switches);

/// <summary>What a revocation did.</summary>
/// <param name="Revoked">How many tokens were good until now.</param>
internal sealed record RevocationResponse(long Revoked);

/// <summary>
/// The token exchange's switches, over its internal listener: they are its own, so that they work at once on all its replicas and
/// however this service is.
/// </summary>
internal sealed class ExchangeSwitches(IHttpClientFactory clients)
{
    public const string Client = "token-exchange";

    private const string Path = "/internal/emergency";

    /// <exception cref="HttpRequestException">The exchange does not answer as agreed; what it did is unknown.</exception>
    public async Task<SwitchListResponse> ListAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, Path, null, cancellationToken);
        return await ReadAsync(response, SwitchJson.Default.SwitchListResponse, cancellationToken);
    }

    /// <returns>The switch that is set, and whether it was not before.</returns>
    /// <exception cref="HttpRequestException">The exchange does not answer as agreed; what it did is unknown.</exception>
    public async Task<(SwitchResponse Switch, bool IsNew)> SetAsync(WantedSwitch wanted, string by, CancellationToken cancellationToken)
    {
        var body = new SetSwitch(wanted.Kind, wanted.Issuer, wanted.KeyId, wanted.Thumbprint, wanted.Reason, by);
        using var content = Json(JsonSerializer.SerializeToUtf8Bytes(body, SwitchJson.Default.SetSwitch));
        using var response = await SendAsync(HttpMethod.Put, Path, content, cancellationToken);
        return (await ReadAsync(response, SwitchJson.Default.SwitchResponse, cancellationToken), response.StatusCode == HttpStatusCode.Created);
    }

    /// <returns>False if no switch of this id is set.</returns>
    /// <exception cref="HttpRequestException">The exchange does not answer as agreed; what it did is unknown.</exception>
    public async Task<bool> ClearAsync(Guid id, string by, string reason, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Delete, $"{Path}/{id}?by={Uri.EscapeDataString(by)}&reason={Uri.EscapeDataString(reason)}", null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound && response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        return true;
    }

    /// <exception cref="HttpRequestException">The exchange does not answer as agreed; what it did is unknown.</exception>
    public async Task<RevocationResponse> RevokeAsync(WantedRevocation wanted, string by, CancellationToken cancellationToken)
    {
        var body = new RevokeTokens(wanted.PublisherId, wanted.Provider, wanted.Reason, by);
        using var content = Json(JsonSerializer.SerializeToUtf8Bytes(body, SwitchJson.Default.RevokeTokens));
        using var response = await SendAsync(HttpMethod.Post, $"{Path}/revocations", content, cancellationToken);
        return await ReadAsync(response, SwitchJson.Default.RevocationResponse, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Client);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The token exchange did not answer in time.", e);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), json)
                ?? throw new HttpRequestException("The token exchange answered null.");
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("The token exchange answered something else than was agreed.", e);
        }
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };
}

internal sealed record SetSwitch(string Kind, string? Issuer, string? KeyId, string? Thumbprint, string Reason, string By);

internal sealed record RevokeTokens(Guid? PublisherId, string? Provider, string Reason, string By);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SwitchListResponse))]
[JsonSerializable(typeof(RevocationResponse))]
[JsonSerializable(typeof(SetSwitch))]
[JsonSerializable(typeof(RevokeTokens))]
internal sealed partial class SwitchJson : JsonSerializerContext;
