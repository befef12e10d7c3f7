using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace TrustedPublishing.Authority.Clients;

/// <summary>An answer with its body as JSON.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode Body, HttpResponseHeaders Headers)
{
    internal static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, JsonNode.Parse(text.Length == 0 ? "{}" : text)!, response.Headers);
    }

    /// <summary>The minted API token, or a failure that shows what came instead.</summary>
    public string Token() => Status == HttpStatusCode.OK ? (string)Body["token"]! : throw new InvalidOperationException($"{Status}: {Body.ToJsonString()}");

    /// <summary>PyPI's error code.</summary>
    public string? ErrorCode => (string?)Body["errors"]?[0]?["code"];
}

/// <summary>The exchange gateway as a CI client and a registry use it.</summary>
public sealed class Gateway(Uri address, string registrySecret)
{
    private readonly HttpClient client = new() { BaseAddress = address };

    public Uri Address => address;

    public async Task<string> AudienceAsync() =>
        (string)(await client.GetFromJsonAsync<JsonNode>(new Uri("/_/oidc/audience", UriKind.Relative)))!["audience"]!;

    public async Task<Answer> MintAsync(string idToken, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_/oidc/mint-token") { Content = JsonContent.Create(new { token = idToken }) };
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    /// <summary>RFC 7662, as the registry.</summary>
    public async Task<JsonNode> IntrospectAsync(string apiToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/introspect") { Content = new FormUrlEncodedContent([new("token", apiToken)]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"registry:{registrySecret}")));
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
