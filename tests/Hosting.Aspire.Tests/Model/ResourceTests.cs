using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Aspire.Tests.Model;

public sealed class ResourceTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234-")]
    public void Refuses_names_that_the_engine_cannot_bear(string name) => Assert.ThrowsAny<ArgumentException>(() => _builder.AddExecutable(name, "true", "."));

    [Fact]
    public void Refuses_two_resources_of_one_name()
    {
        _builder.AddExecutable("server", "true", ".");

        Assert.Throws<DistributedApplicationException>(() => _builder.AddExecutable("SERVER", "true", "."));
    }

    [Fact]
    public void Refuses_two_endpoints_of_one_name()
    {
        var server = _builder.AddExecutable("server", "true", ".").WithEndpoint(name: "tcp");

        Assert.Throws<DistributedApplicationException>(() => server.WithEndpoint(name: "TCP"));
    }

    [Fact]
    public void An_endpoint_is_proxied_tcp_unless_told_otherwise()
    {
        var endpoint = _builder.AddExecutable("server", "true", ".").WithHttpEndpoint(port: 80, targetPort: 8080).GetEndpoint("http").EndpointAnnotation;

        Assert.Equal((ProtocolType.Tcp, "http", "http", 80, 8080, true), (endpoint.Protocol, endpoint.UriScheme, endpoint.Name, endpoint.Port, endpoint.TargetPort, endpoint.IsProxied));
    }

    [Fact]
    public void A_health_check_needs_an_http_endpoint() =>
        Assert.Throws<DistributedApplicationException>(() => _builder.AddExecutable("server", "true", ".").WithEndpoint().WithHttpHealthCheck("/"));

    [Fact]
    public void Working_folders_start_at_the_AppHost()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, ProjectDirectory = "/usr" });

        Assert.Equal("/usr/tools", builder.AddExecutable("server", "true", "tools").Resource.WorkingDirectory);
    }
}
