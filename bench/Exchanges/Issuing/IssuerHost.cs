using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.Bench.Exchanges.Issuing;

/// <summary>The four providers' issuers on one loopback port: discovery documents and a JWK set, and how often somebody asked for it.</summary>
internal sealed class IssuerHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private int keyFetches;

    private IssuerHost(WebApplication app, string audience)
    {
        this.app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Forge = new IdTokenForge(Address, audience);
    }

    public Uri Address { get; }

    public IdTokenForge Forge { get; }

    /// <summary>How often a JWK set was fetched, of all issuers together.</summary>
    public int KeyFetches => Volatile.Read(ref keyFetches);

    public static async Task<IssuerHost> StartAsync(string audience)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        IssuerHost? host = null;
        app.MapGet("/{provider}/.well-known/openid-configuration", (string provider) => Document(host!.Discovery(provider)));
        app.MapGet("/{provider}/jwks", () =>
        {
            Interlocked.Increment(ref host!.keyFetches);
            return Document(host.Forge.KeySet());
        });
        app.MapGet("/publishers", () => Document(host!.FirstPublishers()));
        await app.StartAsync();
        return host = new IssuerHost(app, audience);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Forge.Dispose();
    }

    private static IResult Document(JsonNode json) => Results.Content(json.ToJsonString(), "application/json");

    /// <summary>OpenID Connect Discovery 1.0 §3.</summary>
    private JsonObject Discovery(string provider)
    {
        var issuer = $"{Address.GetLeftPart(UriPartial.Authority)}/{provider}";
        return new JsonObject
        {
            ["issuer"] = issuer,
            ["jwks_uri"] = $"{issuer}/jwks",
            ["response_types_supported"] = new JsonArray("id_token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        };
    }

    /// <summary>One registration a provider, for the bound, which has no PublisherConfig.</summary>
    private JsonArray FirstPublishers() => new([.. Enumerable.Range(0, CiProvider.All.Count).Select(number => (JsonNode)new JsonObject
    {
        ["provider"] = CiProvider.Of(number).Name,
        ["issuer"] = IdTokenForge.IssuerOf(Address, CiProvider.Of(number)),
        ["fields"] = CiProvider.Filled(CiProvider.Of(number).Fields, number),
        ["pinnedIds"] = CiProvider.Filled(CiProvider.Of(number).Ids, number),
    })]);
}
