using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.Publishers.Lookup;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

/// <summary>A provider's API on a socket of its own, and the service's own client for it.</summary>
internal sealed class ProviderApi : IAsyncDisposable
{
    private readonly WebApplication api;
    private readonly WebApplication service;

    private ProviderApi(WebApplication api, WebApplication service) => (this.api, this.service) = (api, service);

    /// <summary>Path and query of what was asked, as they came over the wire, and whether a credential came along.</summary>
    public List<string> Asked { get; } = [];

    public static async Task<ProviderApi> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = builder.Build();
        ProviderApi? started = null;
        api.Run(async context =>
        {
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            started!.Asked.Add(context.Request.Headers.Authorization.Count > 0 || context.Request.Headers.Cookie.Count > 0 ? $"{target} with a secret" : target);
            await answer(context);
        });
        await api.StartAsync();
        return started = new ProviderApi(api, Service(api.Urls.Single()));
    }

    /// <summary>Registers what is given, with the ids that can be had.</summary>
    public Task<RegistrationOutcome> RegisterAsync(Dictionary<string, string?> given) => service.Services.GetRequiredService<RegistrationIds>().CompleteAsync(
        Registration.Check(given, service.Services.GetRequiredService<IssuerDirectory>()), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await service.DisposeAsync();
    }

    private static WebApplication Service(string url)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Issuers:github:ApiBaseUrl"] = $"{url}/api/v3",
            ["Issuers:gitlab:ApiBaseUrl"] = $"{url}/api/v4/",
        });
        builder.AddIssuers();
        builder.AddIdLookup();
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        return builder.Build();
    }
}
