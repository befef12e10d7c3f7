using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>One replica of the service on a socket of its own.</summary>
internal sealed class ExchangeService : WebApplicationFactory<TokenOptions>
{
    private readonly IReadOnlyDictionary<string, string> settings;

    public ExchangeService(IReadOnlyDictionary<string, string> settings)
    {
        this.settings = settings;
        UseKestrel(0);
        StartServer();
        Http = CreateClient();
    }

    public HttpClient Http { get; }

    public CollectedLog Log { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
