using System.Text;
using Microsoft.AspNetCore.Http;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.Tests.Service;

namespace TrustedPublishing.JwksCache.Tests.Fetching;

/// <summary>Against a real web server that misbehaves.</summary>
public sealed class IssuerDocumentsTests : IAsyncLifetime
{
    private static readonly KeysOptions Limits = new() { DocumentSizeLimit = 2048, DocumentTimeLimit = TimeSpan.FromSeconds(2) };

    private TestIssuer issuer = null!;

    public async ValueTask InitializeAsync() => issuer = await TestIssuer.StartAsync();

    public ValueTask DisposeAsync() => issuer.DisposeAsync();

    [Fact]
    public async Task Follows_a_redirect_on_the_same_host()
    {
        Answer(context =>
        {
            if (context.Request.Path != "/start")
            {
                return false;
            }

            context.Response.Redirect("/issuer/.well-known/openid-configuration");
            return true;
        });

        var document = await GetAsync("/start");

        Assert.Contains(issuer.Url, Encoding.UTF8.GetString(document.Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/keys")]
    [InlineData("http://127.0.0.1:1/keys")]
    [InlineData("http://localhost:1/keys")]
    [InlineData("//evil.example/keys")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/loop")]
    [InlineData("")]
    public async Task Follows_no_other_redirect(string location)
    {
        Answer(context =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = location;
            return true;
        });

        Assert.Equal("redirect_not_allowed", await ProblemAsync());
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Takes_nothing_but_200(int status)
    {
        issuer.Fail(status);

        Assert.Equal("http_status", await ProblemAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reads_no_more_than_the_limit(bool withLength)
    {
        issuer.Misbehave = async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = withLength ? 1_000_000_000 : null;
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }

            return true;
        };

        Assert.Equal("too_large", await ProblemAsync());
    }

    [Fact]
    public async Task Takes_a_document_of_exactly_the_limit()
    {
        issuer.Misbehave = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(new byte[2048]);
            return true;
        };

        Assert.Equal(2048, (await GetAsync("/")).Body.Length);
    }

    [Fact]
    public async Task Does_not_wait_for_a_silent_server()
    {
        issuer.Misbehave = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted);
            return true;
        };

        Assert.Equal("timeout", await ProblemAsync());
    }

    [Fact]
    public async Task Does_not_wait_for_a_server_that_drips()
    {
        issuer.Misbehave = async context =>
        {
            context.Response.ContentType = "application/json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }

            return true;
        };

        Assert.Equal("timeout", await ProblemAsync());
    }

    [Fact]
    public async Task A_connection_that_breaks_is_trouble()
    {
        Answer(context =>
        {
            context.Abort();
            return true;
        });

        Assert.Equal("unreachable", await ProblemAsync());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_trouble()
    {
        await issuer.DisposeAsync();

        Assert.Equal("unreachable", await ProblemAsync());
    }

    [Fact]
    public async Task A_server_without_TLS_is_trouble()
    {
        var policy = FetchPolicyTests.Policy("https://127.0.0.1", allowPrivate: true);

        Assert.Equal("unreachable", await ProblemAsync(policy, new UriBuilder(issuer.Url) { Scheme = "https" }.Uri));
    }

    [Theory]
    [InlineData("https://127.0.0.1:1/")]
    [InlineData("https://localhost:1/")]
    [InlineData("https://[::1]:1/")]
    [InlineData("https://[::ffff:127.0.0.1]:1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("http://127.0.0.1:1/")]
    public async Task Does_not_connect_to(string address)
    {
        Assert.Equal("address_not_allowed", await ProblemAsync(FetchPolicyTests.Policy("https://ci.example", isDevelopment: true), new Uri(address)));
    }

    private void Answer(Func<HttpContext, bool> answer) => issuer.Misbehave = context => Task.FromResult(answer(context));

    private async Task<IssuerDocument> GetAsync(string path)
    {
        using var documents = new IssuerDocuments(FetchPolicyTests.Policy(issuer.Url, isDevelopment: true), Limits);
        return await documents.GetAsync(new Uri(new Uri(issuer.Url), path), etag: null, TestContext.Current.CancellationToken);
    }

    private Task<string> ProblemAsync() => ProblemAsync(FetchPolicyTests.Policy(issuer.Url, isDevelopment: true), new Uri(issuer.Url));

    private static async Task<string> ProblemAsync(FetchPolicy policy, Uri address)
    {
        using var documents = new IssuerDocuments(policy, Limits);
        var e = await Assert.ThrowsAsync<FetchFailedException>(() => documents.GetAsync(address, etag: null, TestContext.Current.CancellationToken));
        return e.Problem.Code;
    }
}
