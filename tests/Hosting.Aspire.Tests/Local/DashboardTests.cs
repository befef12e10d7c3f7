using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using TrustedPublishing.Hosting.Aspire.Tests.Engine;
using TrustedPublishing.Hosting.Dashboard.Wire;
using TrustedPublishing.Hosting.Engine;
using Resource = TrustedPublishing.Hosting.Dashboard.Wire.Resource;

namespace TrustedPublishing.Hosting.Aspire.Tests.Local;

[Collection(OneEngineAtATime.Name)]
public sealed class DashboardTests : IAsyncLifetime
{
    private const string Secret = "hunter2-hunter2";
    private const string Key = "resource-service-key";
    private const string Token = "browser-token";
    private readonly string _frontend = $"http://localhost:{LoopbackPort.FindFree(new HashSet<int>())}";
    private readonly string _address = $"http://127.0.0.1:{LoopbackPort.FindFree(new HashSet<int>())}";
    private readonly TestApplication _app;

    public DashboardTests() => _app = new TestApplication(
        dashboard: true,
        ("ASPNETCORE_URLS", _frontend), ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", _address), ("AppHost:ResourceService:ApiKey", Key),
        ("AppHost:BrowserToken", Token), ("Parameters:password", Secret), ("Parameters:region", "north"));

    public async ValueTask InitializeAsync()
    {
        var password = _app.Builder.AddParameter("password", secret: true);
        _app.Builder.AddParameter("region");
        var database = _app.Builder.AddConnectionString("database", ReferenceExpression.Create($"Host=localhost;Password={password}"));
        var talker = _app.Builder.AddExecutable("talker", "bash", ".", "-c", "echo hello; echo trouble >&2; sleep 600").WithArgs(password.Resource);
        _app.Builder.AddProject<Projects.SampleService>("service", launchProfileName: null)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health")
            .WithReference(database)
            .WithEnvironment("PASSWORD", password)
            .WithEnvironment("PLAIN", "text")
            .WaitFor(talker);
        await _app.StartAsync();
        await _app.HealthyAsync("service");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Reads_resources_logs_and_commands_but_no_secret()
    {
        using var client = new DashboardClient(_address, Key);
        var service = await client.ResourceAsync("service", r => r.State == "Running" && r.HealthReports.All(h => h.HasStatus));

        Assert.Equal("TrustedPublishing.Hosting.Aspire.Tests", (await client.ApplicationAsync()).ApplicationName);
        Assert.Equal(("Project", false), (service.ResourceType, service.HasStateStyle));
        var url = Assert.Single(service.Urls);
        Assert.Equal(("http", false, true), (url.EndpointName, url.IsInactive, url.DisplayProperties is not null));
        var health = Assert.Single(service.HealthReports);
        Assert.Equal(("service_http_/health_200_check", HealthStatus.Healthy), (health.Key, health.Status));
        Assert.Equal([("database", "Reference"), ("talker", "WaitFor")], service.Relationships.Select(r => (r.ResourceName, r.Type)));
        Assert.Equal("text", Variable(service, "PLAIN"));
        Assert.Equal("********", Variable(service, "PASSWORD"));
        Assert.Equal("********", Variable(service, "ConnectionStrings__database"));
        Assert.Equal("********", Variable(service, "OTEL_EXPORTER_OTLP_HEADERS"));
        Assert.StartsWith("http://localhost:", Variable(service, "ASPNETCORE_URLS"), StringComparison.Ordinal);
        Assert.DoesNotContain("portForServing", Variable(service, "ASPNETCORE_URLS"), StringComparison.Ordinal);

        var password = await client.ResourceAsync("password", r => r.State == "Running");
        Assert.Equal(("********", true), (password.Properties.Single().Value.StringValue, password.Properties.Single().IsSensitive));
        var region = await client.ResourceAsync("region", r => r.State == "Running");
        Assert.Equal(("north", false), (region.Properties.Single().Value.StringValue, region.Properties.Single().IsSensitive));

        var talker = await client.ResourceAsync("talker", r => r.State == "Running");
        Assert.All((string[])[$"{service}", $"{password}", $"{talker}"], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        await ReadsLogsAsync(client, talker);
        await StopsAndStartsAsync(client, talker);
    }

    [Fact]
    public async Task Lets_in_only_with_its_keys()
    {
        using var stranger = new DashboardClient(_address, "another key");
        var refusal = await Assert.ThrowsAsync<RpcException>(() => stranger.ApplicationAsync());
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);

        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await Eventually.TrueAsync(() => !LoopbackPort.IsFree(new Uri(_frontend).Port), () => _app.Console);
        using var withToken = await browser.GetAsync(new Uri($"{_frontend}/login?t={Token}"), TestApplication.Cancelled);
        using var withAnother = await browser.GetAsync(new Uri($"{_frontend}/login?t=another"), TestApplication.Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, withToken.StatusCode);
        Assert.NotEmpty(withToken.Headers.GetValues("Set-Cookie"));
        Assert.False(withAnother.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain(Token, _app.Console, StringComparison.Ordinal);
    }

    private static async Task ReadsLogsAsync(DashboardClient client, Resource talker)
    {
        var lines = await client.LogAsync(talker.Name);
        Assert.Equal(2, lines.Count);
        Assert.EndsWith(" hello", lines.Single(l => !l.IsStdErr).Text, StringComparison.Ordinal);
        Assert.EndsWith(" trouble", lines.Single(l => l.IsStdErr).Text, StringComparison.Ordinal);
    }

    private static async Task StopsAndStartsAsync(DashboardClient client, Resource talker)
    {
        Assert.Equal(ResourceCommandResponseKind.Failed, (await client.CommandAsync(talker.Name, "start")).Kind);
        Assert.Equal(ResourceCommandResponseKind.Failed, (await client.CommandAsync("nobody", "stop")).Kind);
        Assert.Equal(ResourceCommandResponseKind.Succeeded, (await client.CommandAsync(talker.Name, "stop")).Kind);
        var stopped = await client.ResourceAsync("talker", r => r.State == "Exited");
        Assert.Equal(["start"], stopped.Commands.Where(c => c.State == ResourceCommandState.Enabled).Select(c => c.Name));
        Assert.Equal(ResourceCommandResponseKind.Succeeded, (await client.CommandAsync(talker.Name, "start")).Kind);
        var again = await client.ResourceAsync("talker", r => r.State == "Running");
        Assert.Equal(["stop", "restart"], again.Commands.Where(c => c.State == ResourceCommandState.Enabled).Select(c => c.Name));
    }

    private static string Variable(Resource resource, string name) => resource.Environment.Single(v => v.Name == name).Value;
}
