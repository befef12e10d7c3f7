using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>One replica of the service on sockets of its own.</summary>
internal sealed class ExchangeService : WebApplicationFactory<TokenOptions>
{
    private const string InternalKey = "test-key-of-publisher-config";

    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly int internalPort = FreePort();

    public ExchangeService(IReadOnlyDictionary<string, string> settings)
    {
        this.settings = settings;
        UseKestrel();
        StartServer();
        var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = addresses.Single(address => address.Port != internalPort) };
        Internal = new HttpClient { BaseAddress = addresses.Single(address => address.Port == internalPort) };
        Internal.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", InternalKey);
    }

    /// <summary>Calls as the world does.</summary>
    public HttpClient Http { get; }

    /// <summary>Calls the internal listener as PublisherConfig does.</summary>
    public HttpClient Internal { get; }

    public CollectedLog Log { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Internal:Port", $"{internalPort}");
        builder.UseSetting("Internal:Callers:publisher-config:Keys:0", InternalKey);
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Http.Dispose();
        Internal.Dispose();
        base.Dispose(disposing);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
