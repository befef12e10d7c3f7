using System.Net;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Publishers.Lookup;

/// <summary>Asks providers for immutable ids; a wrong address stops the start.</summary>
internal static class LookupSetup
{
    public static void AddIdLookup(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ProviderApis.From(
            builder.Configuration, IssuerDirectory.From(builder.Configuration), builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton<IdLookup>();
        builder.Services.AddSingleton<RegistrationIds>();
        builder.Services
            .AddHttpClient(IdLookup.Client, client =>
            {
                client.Timeout = IdLookup.TimeLimit;
                client.MaxResponseContentBufferSize = IdLookup.SizeLimit;
                // GitHub refuses a request without the first.
                client.DefaultRequestHeaders.UserAgent.ParseAdd("trusted-publishing");
                client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxResponseHeadersLength = 32,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            });

        // The client would log the names in every address.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }
}
