using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.CiSimulator.Publishing;

/// <summary>What the exchange gateway said to an ID token.</summary>
public abstract record GatewayAnswer
{
    private GatewayAnswer()
    {
    }

    /// <param name="MaskedToken">The first characters of the API token; the rest is not kept.</param>
    /// <param name="ExpiresAt">When it ends, if the gateway said so.</param>
    public sealed record Granted(string MaskedToken, DateTimeOffset? ExpiresAt) : GatewayAnswer;

    public sealed record Refused(int Status, IReadOnlyList<GatewayError> Errors) : GatewayAnswer;

    /// <summary>Not a refusal: the gateway is away or cannot tell now.</summary>
    public sealed record Unavailable(string Why) : GatewayAnswer;
}

public sealed record GatewayError(string Code, string Description);

/// <summary>The exchange gateway as a publishing client sees it: PyPI's <c>POST /_/oidc/mint-token</c>.</summary>
internal sealed class Gateway(HttpClient http, IOptions<SimulatorOptions> options)
{
    public Uri MintAddress => new($"{options.Value.ExchangeUrl.AbsoluteUri.TrimEnd('/')}/_/oidc/mint-token");

    public async Task<GatewayAnswer> ExchangeAsync(string idToken, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync(MintAddress, new { token = idToken }, cancellationToken);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject ?? [];
            return Read((int)response.StatusCode, body);
        }
        catch (HttpRequestException e)
        {
            return new GatewayAnswer.Unavailable($"The gateway at {options.Value.ExchangeUrl} does not answer: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new GatewayAnswer.Unavailable($"The gateway at {options.Value.ExchangeUrl} did not answer in time.");
        }
        catch (JsonException)
        {
            return new GatewayAnswer.Unavailable("The gateway did not answer with JSON.");
        }
    }

    internal static GatewayAnswer Read(int status, JsonObject body)
    {
        if (status == StatusCodes.Status200OK && Text(body["token"]) is { } token)
        {
            var expires = body["expires"] is JsonValue value && value.TryGetValue(out long seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
            return new GatewayAnswer.Granted(Mask(token), expires);
        }

        var errors = body["errors"] is JsonArray list
            ? list.OfType<JsonObject>().Select(e => new GatewayError(Text(e["code"]) ?? "", Text(e["description"]) ?? "")).ToList()
            : [];
        return status >= 500
            ? new GatewayAnswer.Unavailable($"The gateway answered {status}: {errors.FirstOrDefault()?.Description ?? Text(body["message"]) ?? "no reason given"}")
            : new GatewayAnswer.Refused(status, errors.Count > 0 ? errors : [new GatewayError(Text(body["code"]) ?? "", Text(body["message"]) ?? "")]);
    }

    /// <summary>Enough to recognise the kind of token, too little to use it.</summary>
    private static string Mask(string token) => $"{token[..Math.Min(12, token.Length / 2)]}… ({token.Length} characters)";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
