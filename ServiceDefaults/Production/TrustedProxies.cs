using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TrustedPublishing.ServiceDefaults.Production;

/// <summary>
/// Proxies that end TLS in front of this service: <c>TrustedProxies:0=10.0.0.5</c> or a network, <c>10.0.0.0/24</c>.
/// Only they may say what the client's address and scheme were.
/// </summary>
internal static class TrustedProxies
{
    public static IReadOnlyList<string> Configured(IConfiguration configuration) =>
        [.. configuration.GetSection("TrustedProxies").GetChildren().Select(c => c.Value).OfType<string>()];

    public static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in Configured(builder.Configuration))
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy.Contains('/') ? proxy : $"{proxy}/{Bits(proxy)}"));
            }
        });
    }

    public static void UseTrustedProxies(this WebApplication app)
    {
        if (Configured(app.Configuration).Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    private static int Bits(string address) => IPAddress.Parse(address).GetAddressBytes().Length * 8;
}
