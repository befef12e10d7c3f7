using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>Keys that an ID token brings along, or says where to find (RFC 7515 §4.1.2 to §4.1.8), are never looked at.</summary>
public sealed class BroughtKeyTests(SharedExchange shared) : IClassFixture<SharedExchange>, IDisposable
{
    private readonly TcpListener attackersServer = new(IPAddress.Loopback, 0);
    private readonly TestIssuer attacker = TestIssuer.Impostor();

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("jwk")]
    [InlineData("x5c")]
    [InlineData("x5t")]
    [InlineData("x5t#S256")]
    public async Task Is_never_looked_at(string member)
    {
        attackersServer.Start();
        var claims = SampleClaims.GitHub(DateTimeOffset.UtcNow);

        var forged = await ExchangeStack.ExchangeAsync(shared.Service, attacker.Sign(claims, Bring(attacker.Header, member)));
        var good = await ExchangeStack.ExchangeAsync(shared.Service, shared.Stack.GitHub.Sign(claims, Bring(shared.Stack.GitHub.Header, member)));

        Refusal.Assert(forged, "invalid-token", "bad_signature");
        Assert.NotNull(good.Token);
        Assert.False(attackersServer.Pending());
    }

    public void Dispose()
    {
        attackersServer.Dispose();
        attacker.Dispose();
    }

    private JsonObject Bring(JsonObject header, string member) => header.With(member, member switch
    {
        "jwk" => attacker.Jwk,
        "x5c" => new JsonArray(Convert.ToBase64String(attacker.Rsa.ExportSubjectPublicKeyInfo())),
        "jku" or "x5u" => $"http://127.0.0.1:{((IPEndPoint)attackersServer.LocalEndpoint).Port}/keys",
        _ => "dGh1bWJwcmludA",
    });
}
