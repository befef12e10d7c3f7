using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.CiSimulator.Issuers;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>Against the CI simulator as the stack runs it: four issuers on one host, told apart by their paths.</summary>
public sealed class SimulatorTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private readonly Simulator simulator = new();
    private Stack stack = null!;

    public async ValueTask InitializeAsync() => stack = await Stack.CreateAsync(redis, rabbit, databases);

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Finds_the_keys_of_all_four_providers_before_and_after_a_rotation()
    {
        string[] providers = ["github", "gitlab", "google", "activestate"];
        var issuers = providers.SelectMany(p => new[] { ($"Issuers:sim-{p}:Issuer", $"{simulator.Url}/{p}"), ($"Issuers:sim-{p}:Provider", p) });
        var service = stack.Start([.. issuers]);

        foreach (var provider in providers)
        {
            var first = await simulator.PublishedAsync(provider);
            Assert.Equal(200, (await service.FindKeyAsync($"{simulator.Url}/{provider}", (string)first["kid"]!)).Status);

            await simulator.Http.PostAsync($"/{provider}/rotate", null, TestContext.Current.CancellationToken);
            var second = await simulator.PublishedAsync(provider);
            var answer = await service.FindKeyAsync($"{simulator.Url}/{provider}", (string)second["kid"]!);

            Assert.NotEqual((string?)first["kid"], (string?)second["kid"]);
            Assert.True(JsonNode.DeepEquals(second, answer.Body["jwk"]), answer.Body.ToJsonString());
        }
    }

    private sealed class Simulator : WebApplicationFactory<SimulatedIssuer>
    {
        public Simulator()
        {
            UseKestrel();
            StartServer();
            Http.BaseAddress = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        }

        public HttpClient Http { get; } = new();

        public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

        public async Task<JsonObject> PublishedAsync(string provider)
        {
            var discovery = JsonNode.Parse(await Http.GetStringAsync($"/{provider}/.well-known/openid-configuration"))!;
            return JsonNode.Parse(await Http.GetStringAsync((string)discovery["jwks_uri"]!))!["keys"]!.AsArray().Single()!.AsObject();
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.UseSetting("urls", "http://127.0.0.1:0");
        }

        protected override void Dispose(bool disposing)
        {
            Http.Dispose();
            base.Dispose(disposing);
        }
    }
}
