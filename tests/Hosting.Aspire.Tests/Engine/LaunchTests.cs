using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Aspire.Tests.Engine;

[Collection(OneEngineAtATime.Name)]
public sealed class LaunchTests
{
    [Fact]
    public async Task A_service_gets_its_variables_arguments_and_ports()
    {
        await using var app = new TestApplication(settings: ("Parameters:password", "pass{{word}}"));
        var password = app.Builder.AddParameter("password", secret: true);
        var server = app.Builder.AddExecutable("server", "sleep", ".", "600").WithEndpoint(name: "tcp", isProxied: false);
        var database = app.Builder.AddConnectionString("database", ReferenceExpression.Create(
            $"Host={server.GetEndpoint("tcp").Property(EndpointProperty.IPV4Host)};Port={server.GetEndpoint("tcp").Property(EndpointProperty.Port)};Options={{x}}"));
        var service = app.Builder.AddProject<Projects.SampleService>("service", launchProfileName: null)
            .WithHttpEndpoint()
            .WithHttpEndpoint(name: "internal", env: "INTERNAL_PORT", isProxied: false)
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithArgs("migrate", "--fast")
            .WithReference(database, connectionName: "orders")
            .WithEnvironment("PLAIN", "text")
            .WithEnvironment("SERVER", server.GetEndpoint("tcp"))
            .WithEnvironment("FROM_CALLBACK", "will be replaced")
            .WithEnvironment(context => context.EnvironmentVariables["FROM_CALLBACK"] = context.Resource.Name);

        await app.StartAsync();
        await app.HealthyAsync("service");

        var port = server.GetEndpoint("tcp").Port;
        using var client = new HttpClient { BaseAddress = new Uri(service.GetEndpoint("http").Url) };
        Assert.Equal($"Host=127.0.0.1;Port={port};Options={{x}}", await Variable(client, "ConnectionStrings__orders"));
        Assert.Equal("text", await Variable(client, "PLAIN"));
        Assert.Equal($"tcp://localhost:{port}", await Variable(client, "SERVER"));
        Assert.Equal("service", await Variable(client, "FROM_CALLBACK"));
        Assert.Equal($"{service.GetEndpoint("internal").Port}", await Variable(client, "INTERNAL_PORT"));
        Assert.Equal("migrate --fast", await client.GetStringAsync(new Uri("/arguments", UriKind.Relative), TestApplication.Cancelled));

        // The endpoint whose port has a variable of its own is the service's own business; the proxied one listens behind the proxy.
        var urls = await Variable(client, "ASPNETCORE_URLS");
        Assert.StartsWith("http://localhost:", urls, StringComparison.Ordinal);
        Assert.DoesNotContain(";", urls, StringComparison.Ordinal);
        Assert.NotEqual(new Uri(urls).Port, service.GetEndpoint("http").Port);
        Assert.NotEqual(new Uri(urls).Port, service.GetEndpoint("internal").Port);
    }

    [Fact]
    public async Task What_is_meant_for_the_AppHost_does_not_reach_the_processes()
    {
        Environment.SetEnvironmentVariable("Parameters__from-outside", "secret");
        await using var app = new TestApplication();
        var service = app.Builder.AddProject<Projects.SampleService>("service", launchProfileName: null).WithHttpEndpoint().WithHttpHealthCheck("/health");

        await app.StartAsync();
        await app.HealthyAsync("service");

        using var client = new HttpClient { BaseAddress = new Uri(service.GetEndpoint("http").Url) };
        using var response = await client.GetAsync(new Uri("/environment/Parameters__from-outside", UriKind.Relative), TestApplication.Cancelled);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Stops_starts_and_restarts_on_command_at_the_same_address()
    {
        await using var app = new TestApplication();
        var service = app.Builder.AddProject<Projects.SampleService>("service", launchProfileName: null).WithHttpEndpoint(isProxied: false).WithHttpHealthCheck("/health");
        await app.StartAsync();
        await app.HealthyAsync("service");
        using var client = new HttpClient { BaseAddress = new Uri(service.GetEndpoint("http").Url) };
        var first = await Pid(client);

        var stopped = await app.Application.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StopCommand, TestApplication.Cancelled);
        Assert.True(stopped.Success, stopped.Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => Pid(client));
        await Eventually.TrueAsync(() => app.Console.Contains("service was stopped", StringComparison.Ordinal), () => app.Console);
        Assert.DoesNotContain("Its last lines", app.Console, StringComparison.Ordinal);

        var started = await app.Application.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, TestApplication.Cancelled);
        Assert.True(started.Success, started.Message);
        await app.HealthyAsync("service");
        var second = await Pid(client);

        var restarted = await app.Application.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.RestartCommand, TestApplication.Cancelled);
        Assert.True(restarted.Success, restarted.Message);
        await app.HealthyAsync("service");
        Assert.Equal(3, new HashSet<string> { first, second, await Pid(client) }.Count);

        var again = await app.Application.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, TestApplication.Cancelled);
        Assert.False(again.Success);
    }

    private static Task<string> Pid(HttpClient client) => client.GetStringAsync(new Uri("/pid", UriKind.Relative), TestApplication.Cancelled);

    private static Task<string> Variable(HttpClient client, string name) =>
        client.GetStringAsync(new Uri($"/environment/{name}", UriKind.Relative), TestApplication.Cancelled);
}
