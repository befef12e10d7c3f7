using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>What an issuer, or whoever speaks for it, may send instead: no key comes of it, and the good set stays.</summary>
public sealed class HostileIssuerTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;

    public async ValueTask InitializeAsync() => stack = await Stack.CreateAsync(redis, rabbit, databases);

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData("""{"issuer":"https://evil.example","jwks_uri":"$/.well-known/jwks"}""", "issuer_mismatch")]
    [InlineData("""{"issuer":"$/","jwks_uri":"$/.well-known/jwks"}""", "issuer_mismatch")]
    [InlineData("""{"jwks_uri":"$/.well-known/jwks"}""", "issuer_mismatch")]
    [InlineData("""{"issuer":"$","jwks_uri":"https://evil.example/jwks"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"$","jwks_uri":"http://169.254.169.254/latest/meta-data"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"$","jwks_uri":"http://127.0.0.1:1/jwks"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"$","jwks_uri":"file:///etc/passwd"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"$"}""", "invalid_document")]
    [InlineData("""{"issuer":"$","issuer":"$","jwks_uri":"$/.well-known/jwks"}""", "invalid_document")]
    [InlineData("<html></html>", "invalid_document")]
    public async Task Discovery(string document, string reason)
    {
        var service = stack.Start(Stack.OnDemand);
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Serve("/openid-configuration", document.Replace("$", stack.Issuer.Url, StringComparison.Ordinal));
        await stack.AgeSetAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
        Assert.Equal(reason, (string?)(await service.ViewAsync(stack.Issuer.Url))["failure"]!["reason"]);
        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task Content_type(string? contentType)
    {
        stack.Issuer.Serve("/jwks", stack.Issuer.Simulated.KeySet().ToJsonString(), contentType);
        var service = stack.Start();

        var answer = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal((503, "keys_unavailable"), (answer.Status, answer.Code));
        Assert.Equal("content_type", (string?)(await service.ViewAsync(stack.Issuer.Url))["failure"]!["reason"]);
    }
}
