using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TrustedPublishing.ServiceDefaults.Internal;

/// <summary>How a service calls another one's internal endpoints.</summary>
public static class InternalClient
{
    /// <summary>
    /// Adds the named client <paramref name="callee"/> with the address and key of <c>Internal:Callees:&lt;callee&gt;</c>.
    /// It does not retry and follows no redirects; it gives up after 5 seconds.
    /// </summary>
    public static IHttpClientBuilder AddInternalClient(this WebApplicationBuilder builder, string callee)
    {
        var section = $"Internal:Callees:{callee}";
        var (url, key) = (Required(builder.Configuration, $"{section}:Url"), Required(builder.Configuration, $"{section}:Key"));
        return builder.Services
            .AddHttpClient(callee, client =>
            {
                client.BaseAddress = new Uri(url);
                client.Timeout = TimeSpan.FromSeconds(5);
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
    }

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"The setting '{key}' is missing.");
}
