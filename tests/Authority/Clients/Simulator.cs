using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace TrustedPublishing.Authority.Clients;

/// <summary>The CI providers, played by the simulator.</summary>
public sealed class Simulator(Uri address)
{
    private readonly HttpClient client = new() { BaseAddress = address };

    public Uri Address => address;

    public string Issuer(string provider) => $"{address.AbsoluteUri}{provider}";

    /// <summary>The ID token of a job with these claims instead of the usual ones.</summary>
    public async Task<string> IdTokenAsync(string provider, object claims)
    {
        using var response = await client.PostAsJsonAsync(new Uri($"/{provider}/id-token", UriKind.Relative), claims);
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["value"]!;
    }

    /// <summary>The account of a repository or project is given up and taken up by somebody else.</summary>
    public async Task ResurrectAsync(string provider, string repository)
    {
        using var response = await client.PostAsync(new Uri($"/{provider}/resurrect?repository={Uri.EscapeDataString(repository)}", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Signs with a new key from now on; the old one leaves the JWK set unless <paramref name="keep"/>.</summary>
    public async Task RotateKeysAsync(string provider, bool keep = false)
    {
        using var response = await client.PostAsync(new Uri($"/{provider}/rotate?keep={(keep ? "true" : "false")}", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
    }
}
