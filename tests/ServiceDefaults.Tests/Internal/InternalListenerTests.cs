using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.ServiceDefaults.Internal;

namespace TrustedPublishing.ServiceDefaults.Tests.Internal;

public sealed class InternalListenerTests : IAsyncLifetime
{
    private readonly int port = TestService.FreePort();
    private WebApplication app = null!;
    private Uri publicAddress = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = TestService.Builder("callee",
            ("Internal:Port", $"{port}"),
            ("Internal:Callers:exchange:Keys:0", "current-key-of-exchange"),
            ("Internal:Callers:exchange:Keys:1", "next-key-of-exchange"));
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapInternal().MapGet("/answer", () => "42");
        await app.StartAsync();
        publicAddress = app.Addresses().First(a => a.Port != port);
    }

    [Theory]
    [InlineData("current-key-of-exchange")]
    [InlineData("next-key-of-exchange")]
    public async Task Answers_a_caller_with_either_of_its_keys(string key)
    {
        using var response = await GetAsync(new Uri($"http://127.0.0.1:{port}/internal/answer"), key);

        Assert.Equal("42", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("current-key-of-exchang")]
    [InlineData("current-key-of-exchange-and-more")]
    [InlineData("CURRENT-KEY-OF-EXCHANGE")]
    public async Task Refuses_a_caller_without_a_key(string? key)
    {
        using var response = await GetAsync(new Uri($"http://127.0.0.1:{port}/internal/answer"), key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("\"code\":\"unknown_caller\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/internal/answer")]
    [InlineData("/INTERNAL/answer")]
    [InlineData("/internal")]
    public async Task Is_not_there_on_the_public_port(string path)
    {
        using var response = await GetAsync(new Uri(publicAddress, path), "current-key-of-exchange");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_client_shows_the_key_of_its_callee()
    {
        var caller = TestService.Builder("caller", ("Internal:Callees:callee:Url", $"http://127.0.0.1:{port}"), ("Internal:Callees:callee:Key", "next-key-of-exchange"));
        caller.AddInternalClient("callee");
        await using var services = caller.Services.BuildServiceProvider();

        var answer = await services.GetRequiredService<IHttpClientFactory>().CreateClient("callee").GetStringAsync(new Uri("/internal/answer", UriKind.Relative));

        Assert.Equal("42", answer);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task<HttpResponseMessage> GetAsync(Uri address, string? key)
    {
        using var client = new HttpClient();
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return await client.GetAsync(address);
    }
}
