using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace TrustedPublishing.Hosting.Aspire.Tests.Model;

public sealed class ReferenceExpressionTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });

    [Fact]
    public async Task Fills_parameters_and_endpoints_in_when_it_is_resolved()
    {
        _builder.Configuration.AddInMemoryCollection([new("Parameters:password", "a{0}b;c")]);
        var password = _builder.AddParameter("password", secret: true);
        var server = Server(port: 5432);
        var expression = ReferenceExpression.Create(
            $"Host={server.Property(EndpointProperty.IPV4Host)};Port={server.Property(EndpointProperty.Port)};Password={password};Note={{braces}}{"literal {0}"}");

        var value = await expression.GetValueAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Host=127.0.0.1;Port=5432;Password=a{0}b;c;Note={braces}literal {0}", value);
    }

    [Fact]
    public async Task Holds_other_expressions_and_connection_strings()
    {
        var server = Server(port: 6379);
        var inner = ReferenceExpression.Create($"{server.Property(EndpointProperty.HostAndPort)}");
        var connection = _builder.AddConnectionString("redis", ReferenceExpression.Create($"{inner},ssl=false"));

        var value = await ReferenceExpression.Create($"[{connection}]").GetValueAsync(TestContext.Current.CancellationToken);

        Assert.Equal("[localhost:6379,ssl=false]", value);
    }

    [Theory]
    [InlineData(EndpointProperty.Url, "tcp://localhost:7000")]
    [InlineData(EndpointProperty.Host, "localhost")]
    [InlineData(EndpointProperty.IPV4Host, "127.0.0.1")]
    [InlineData(EndpointProperty.Port, "7000")]
    [InlineData(EndpointProperty.Scheme, "tcp")]
    [InlineData(EndpointProperty.HostAndPort, "localhost:7000")]
    public async Task Every_property_of_an_endpoint_has_a_value(EndpointProperty property, string expected) =>
        Assert.Equal(expected, await Server(port: 7000).Property(property).GetValueAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_parameter_without_a_value_says_how_to_give_it_one()
    {
        var expression = ReferenceExpression.Create($"{_builder.AddParameter("password", secret: true)}");

        var refusal = await Assert.ThrowsAsync<MissingParameterValueException>(async () => await expression.GetValueAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Parameters:password", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_is_not_there_can_be_named_but_not_used()
    {
        var endpoint = _builder.AddExecutable("server", "true", ".").GetEndpoint("tcp");

        Assert.False(endpoint.Exists);
        Assert.Throws<InvalidOperationException>(() => endpoint.Url);
    }

    private EndpointReference Server(int port)
    {
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port);
        return _builder.AddExecutable("server", "true", ".").WithAnnotation(endpoint).GetEndpoint("tcp");
    }
}
