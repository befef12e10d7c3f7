using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>An issuer on loopback whose web server counts what it is asked and misbehaves when told to.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int keySetRequests;

    private TestIssuer(WebApplication app) => this.app = app;

    public SimulatedIssuer Simulated { get; private set; } = null!;

    public string Url => Simulated.Issuer;

    public int KeySetRequests => keySetRequests;

    /// <summary>Runs before the issuer answers; true means that it has answered.</summary>
    public Func<HttpContext, Task<bool>> Misbehave { get; set; } = _ => Task.FromResult(false);

    public static async Task<TestIssuer> StartAsync(string path = "/issuer")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.Use(async (context, next) =>
        {
            if (!await issuer.Misbehave(context))
            {
                await next(context);
            }
        });
        var trimmed = path.TrimEnd('/');
        app.MapGet($"{trimmed}/.well-known/openid-configuration", () =>
            Json(issuer.Simulated.Discovery().ToJsonString().Replace($"{path}/.well-known", $"{trimmed}/.well-known", StringComparison.Ordinal)));
        app.MapGet($"{trimmed}/.well-known/jwks", () =>
        {
            Interlocked.Increment(ref issuer.keySetRequests);
            return Json(issuer.Simulated.KeySet().ToJsonString());
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        issuer.Simulated = SimulatedIssuer.GitHub(address + path, "test");
        return issuer;
    }

    /// <summary>Every answer is this status from now on; null ends it.</summary>
    public void Fail(int? status) => Misbehave = context =>
    {
        context.Response.StatusCode = status ?? context.Response.StatusCode;
        return Task.FromResult(status is not null);
    };

    /// <summary>Replaces the document whose path ends so.</summary>
    public void Serve(string pathEnd, string body, string? contentType = "application/json") => Misbehave = async context =>
    {
        if (!context.Request.Path.Value!.EndsWith(pathEnd, StringComparison.Ordinal))
        {
            return false;
        }

        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
        return true;
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static IResult Json(string body) => Results.Text(body, "application/json");
}
