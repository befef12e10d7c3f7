using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.Tests.Service;

namespace TrustedPublishing.JwksCache.Tests.Fetching;

/// <summary>Names that resolve to somewhere else, and answers that are no documents: what an issuer's server, or whoever has its DNS, may try.</summary>
public sealed class HostileServerTests : IAsyncLifetime
{
    private static readonly KeysOptions Limits = new() { DocumentSizeLimit = 2048, DocumentTimeLimit = TimeSpan.FromSeconds(2) };

    private readonly List<string> lookups = [];
    private TestIssuer issuer = null!;

    public async ValueTask InitializeAsync() => issuer = await TestIssuer.StartAsync();

    public ValueTask DisposeAsync() => issuer.DisposeAsync();

    [Fact]
    public async Task Connects_to_the_address_that_was_checked_however_the_name_resolves_later()
    {
        using var documents = Documents(["127.0.0.1"], ["169.254.169.254"]);

        var document = await documents.GetAsync(ByName("/issuer/.well-known/openid-configuration"), etag: null, TestContext.Current.CancellationToken);

        Assert.Contains(issuer.Url, Encoding.UTF8.GetString(document.Body.Span), StringComparison.Ordinal);
        Assert.Equal(["localhost"], lookups);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    public async Task Checks_the_address_again_for_the_next_connection(string later)
    {
        issuer.Misbehave = context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.FromResult(false);
        };
        using var documents = Documents(["127.0.0.1"], [later]);
        await documents.GetAsync(ByName("/issuer/.well-known/openid-configuration"), etag: null, TestContext.Current.CancellationToken);

        var e = await Assert.ThrowsAsync<FetchFailedException>(() => documents.GetAsync(ByName("/issuer/.well-known/jwks"), etag: null, TestContext.Current.CancellationToken));

        Assert.Equal("address_not_allowed", e.Problem.Code);
        Assert.Equal(0, issuer.KeySetRequests);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_ones_are_tried()
    {
        using var documents = Documents(["10.0.0.1", "169.254.169.254", "127.0.0.1"]);

        Assert.NotEmpty((await documents.GetAsync(ByName("/issuer/.well-known/jwks"), etag: null, TestContext.Current.CancellationToken)).Body.ToArray());
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254", "10.0.0.1")]
    [InlineData]
    public async Task Does_not_connect_to_a_name_that_has_no_allowed_address(params string[] addresses)
    {
        using var documents = Documents(addresses);

        Assert.Equal("address_not_allowed", await ProblemAsync(documents));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/JSON", true)]
    [InlineData("application/jwk-set+json", true)]
    [InlineData("application/vnd.example+json", true)]
    [InlineData("text/html", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/json", false)]
    [InlineData("application/octet-stream", false)]
    [InlineData("application/xml", false)]
    [InlineData("application/jsonp", false)]
    [InlineData("image/svg+json", false)]
    [InlineData("json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task Takes_documents_that_are_said_to_be_JSON(string? contentType, bool taken)
    {
        issuer.Serve("/jwks", "{}", contentType);
        using var documents = Documents(["127.0.0.1"]);

        Assert.Equal(taken ? null : "content_type", await ProblemAsync(documents));
    }

    [Fact]
    public async Task Does_not_unpack_what_is_compressed()
    {
        issuer.Misbehave = async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Optimal);
            await gzip.WriteAsync(new byte[100_000]);
            return true;
        };
        using var documents = Documents(["127.0.0.1"]);

        var document = await documents.GetAsync(ByName("/jwks"), etag: null, TestContext.Current.CancellationToken);

        Assert.InRange(document.Body.Length, 1, 2048);
        Assert.IsType<TrustedPublishing.JwksCache.KeySets.JwkSetReading.Refused>(TrustedPublishing.JwksCache.KeySets.JwkSet.Read(document.Body, 10));
    }

    [Fact]
    public async Task Reads_no_headers_without_end()
    {
        issuer.Misbehave = context =>
        {
            context.Response.Headers["x-padding"] = new string('a', 40_000);
            return Task.FromResult(false);
        };
        using var documents = Documents(["127.0.0.1"]);

        Assert.Equal("unreachable", await ProblemAsync(documents));
    }

    [Fact]
    public async Task A_redirect_to_the_same_name_is_checked_like_any_other_connection()
    {
        issuer.Misbehave = context =>
        {
            context.Response.Headers.Connection = "close";
            context.Response.Redirect("/issuer/.well-known/jwks");
            return Task.FromResult(!context.Request.Path.Value!.EndsWith("/jwks", StringComparison.Ordinal));
        };
        using var documents = Documents(["127.0.0.1"], ["10.0.0.1"]);

        Assert.Equal("address_not_allowed", await ProblemAsync(documents, "/start"));
    }

    /// <summary>The issuer by its name, as a resolver sees it that answers so the first time, so the second, and so on.</summary>
    private IssuerDocuments Documents(params string[][] answers) => new(FetchPolicyTests.Policy(ByName("/").AbsoluteUri, isDevelopment: true), Limits, (host, _) =>
    {
        lookups.Add(host);
        return Task.FromResult(answers[Math.Min(lookups.Count, answers.Length) - 1].Select(IPAddress.Parse).ToArray());
    });

    private Uri ByName(string path) => new($"http://localhost:{new Uri(issuer.Url).Port}{path}");

    private async Task<string?> ProblemAsync(IssuerDocuments documents, string path = "/issuer/.well-known/jwks")
    {
        try
        {
            await documents.GetAsync(ByName(path), etag: null, TestContext.Current.CancellationToken);
            return null;
        }
        catch (FetchFailedException e)
        {
            return e.Problem.Code;
        }
    }
}
