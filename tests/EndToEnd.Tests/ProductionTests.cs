using System.Net;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>A stack in Production, behind a proxy on this machine that ends TLS.</summary>
public sealed class StackInProduction : RunningAuthority
{
    public StackInProduction()
    {
        Set("DOTNET_ENVIRONMENT", "Production");
        Set("ASPNETCORE_ENVIRONMENT", "Production");
        Set("Bind", "127.0.0.1");
        Set("TrustedProxies:0", "127.0.0.1");
        Set("PublicUrls:token-exchange", "https://packages.example.org");
        Set("PublicUrls:publisher-config", "https://publishers.example.org");
        Set("PublicUrls:audit", "https://audit.example.org");
    }

    protected override IEnumerable<Uri> Awaited => [Exchange.Address, Console.Address, Audit.Address];
}

public sealed class ProductionTests(RunningAuthority development, StackInProduction production) : IClassFixture<StackInProduction>
{
    [Fact]
    public async Task Has_no_simulator_and_refuses_the_id_tokens_of_one()
    {
        var idToken = await Job.Of("github", development.Simulator).With(("aud", "packages.example.org")).IdTokenAsync(development.Simulator);

        var answer = await production.Exchange.MintAsync(idToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("invalid-payload", answer.ErrorCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => production.Simulator.IdTokenAsync("github", new { }));
    }

    [Fact]
    public async Task Derives_its_audience_from_its_public_host() =>
        Assert.Equal("packages.example.org", await production.Exchange.AudienceAsync());

    [Fact]
    public async Task Prints_no_secret()
    {
        await production.Exchange.AudienceAsync();

        Assert.DoesNotContain(production.AdminToken, production.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(production.AuditorToken, production.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(production.RegistrySecret, production.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_start_until_everything_that_must_be_said_is_said()
    {
        await using var appHost = AppHostProcess.Start(["--environment", "Production"], new Dictionary<string, string?>());

        Assert.Equal(1, await appHost.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("The stack did not start.", appHost.Output, StringComparison.Ordinal);
        foreach (var setting in new[] { "Bind", "PublicUrls:token-exchange", "PublicUrls:publisher-config", "PublicUrls:audit", "TrustedProxies:0" })
        {
            Assert.Contains(setting, appHost.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refuses_to_start_with_an_issuer_on_this_machine()
    {
        var issuer = development.Simulator.Issuer("github");
        await using var appHost = AppHostProcess.Start(
            ["--environment", "Production", "--Issuers:simulated:Issuer", issuer, "--Issuers:simulated:Provider", "github"], new Dictionary<string, string?>());

        Assert.Equal(1, await appHost.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains($"Issuers:simulated:Issuer: an https address that is not on this machine, instead of '{issuer}'", appHost.Output, StringComparison.Ordinal);
    }
}
