using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Aspire.Tests.Engine;

[Collection(OneEngineAtATime.Name)]
public sealed class StartOrderTests
{
    [Fact]
    public async Task Starts_resources_when_what_they_wait_for_has_happened()
    {
        var order = new List<string>();
        await using var app = new TestApplication();
        var migrate = app.Builder.AddExecutable("migrate", "true", ".");
        var service = app.Builder.AddProject<Projects.SampleService>("service", launchProfileName: null)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health")
            .WaitForCompletion(migrate)
            .OnResourceReady((_, _, _) =>
            {
                order.Add("service is ready");
                return Task.CompletedTask;
            });
        app.Builder.AddExecutable("client", "sleep", ".", "600")
            .WaitFor(service)
            .OnBeforeResourceStarted((_, _, _) =>
            {
                order.Add("client starts");
                return Task.CompletedTask;
            });

        await app.StartAsync();
        await app.HealthyAsync("client");

        Assert.Equal(["service is ready", "client starts"], order);
        var ended = await app.Application.ResourceNotifications.WaitForResourceAsync("migrate", e => e.Snapshot.ExitCode is not null, TestApplication.Cancelled);
        Assert.Equal((KnownResourceStates.Finished, 0), (ended.Snapshot.State?.Text, ended.Snapshot.ExitCode));
        await Eventually.TrueAsync(() => app.Console.Contains("client has started", StringComparison.Ordinal), () => app.Console);
        // Each resource is told of by itself, so the lines may come in another order than what they tell of.
        await Eventually.TrueAsync(() => app.Console.Contains("migrate has finished", StringComparison.Ordinal), () => app.Console);
        await Eventually.TrueAsync(() => app.Console.Contains("service is ready", StringComparison.Ordinal), () => app.Console);
    }

    [Fact]
    public async Task Says_which_resource_failed_with_its_last_lines_and_who_waits_for_it()
    {
        await using var app = new TestApplication();
        var migrate = app.Builder.AddExecutable("migrate", "bash", ".", "-c", "echo preparing; echo the database is gone >&2; exit 3");
        var service = app.Builder.AddExecutable("service", "sleep", ".", "600").WaitForCompletion(migrate);
        app.Builder.AddExecutable("client", "sleep", ".", "600").WaitFor(service);

        await app.StartAsync();
        await app.Application.ResourceNotifications.WaitForResourceAsync("client", KnownResourceStates.FailedToStart, TestApplication.Cancelled);

        await Eventually.TrueAsync(() => app.Console.Contains("the database is gone", StringComparison.Ordinal), () => app.Console);
        Assert.Contains("migrate ended with exit code 3. Its last lines:", app.Console, StringComparison.Ordinal);
        Assert.Contains("Not started because of it: service, client.", app.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("service:", app.Console, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => app.HealthyAsync("service"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_to_start()
    {
        await using var app = new TestApplication();
        app.Builder.AddExecutable("missing", "/no/such/program", ".");

        await app.StartAsync();
        await app.Application.ResourceNotifications.WaitForResourceAsync("missing", KnownResourceStates.FailedToStart, TestApplication.Cancelled);

        await Eventually.TrueAsync(() => app.Console.Contains("missing could not be started", StringComparison.Ordinal), () => app.Console);
    }

    [Fact]
    public async Task A_parameter_without_a_value_stops_only_those_that_need_it()
    {
        await using var app = new TestApplication();
        var password = app.Builder.AddParameter("password", secret: true);
        app.Builder.AddExecutable("needs-it", "sleep", ".", "600").WithEnvironment("PASSWORD", password);
        app.Builder.AddExecutable("does-not", "sleep", ".", "600");

        await app.StartAsync();
        await app.HealthyAsync("does-not");
        await app.Application.ResourceNotifications.WaitForResourceAsync("needs-it", KnownResourceStates.FailedToStart, TestApplication.Cancelled);

        Assert.Contains("needs-it: Parameter 'password' has no value", app.Console, StringComparison.Ordinal);
        Assert.Contains("Parameters__password", app.Console, StringComparison.Ordinal);
    }
}
