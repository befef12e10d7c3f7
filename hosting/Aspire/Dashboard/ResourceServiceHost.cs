using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>Serves the dashboard, on loopback, HTTP/2 without TLS, to whoever has this run's key.</summary>
internal sealed class ResourceServiceHost(DashboardSettings settings, IServiceProvider appServices) : IAsyncDisposable
{
    private const string KeyHeader = "x-resource-service-api-key";
    private WebApplication? _web;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, settings.ResourceService.Port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore().AddSingleton(ActivatorUtilities.CreateInstance<ResourceService>(appServices)).AddGrpc();
        // The dashboard retries by itself; what matters is reported on the console by the orchestrator.
        builder.Logging.ClearProviders();

        _web = builder.Build();
        _web.Use(RequireKeyAsync);
        _web.MapGrpcService<ResourceService>();
        await _web.StartAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        if (_web is { } web)
        {
            _web = null;
            await web.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private Task RequireKeyAsync(HttpContext context, RequestDelegate next)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString());
        if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(settings.ResourceServiceKey)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
