using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Aspire.Tests.Local;

public sealed class SnapshotTests
{
    private static readonly ExecutableResource Server = new("server", "server", "/srv");

    [Theory]
    [InlineData(null, null, false, "Starting", null)]
    [InlineData("", null, false, "Starting", null)]
    [InlineData("Pending", null, false, "Starting", null)]
    [InlineData("SomethingNew", null, false, "Starting", null)]
    [InlineData("Running", null, false, "Running", null)]
    [InlineData("Stopping", null, true, "Stopping", null)]
    [InlineData("Finished", 0, false, "Finished", null)]
    [InlineData("Finished", 3, false, "Finished", "error")]
    [InlineData("Exited", -1, false, "Finished", "error")]
    [InlineData("Finished", 143, true, "Exited", null)]
    [InlineData("Terminated", 143, true, "Exited", null)]
    [InlineData("FailedToStart", null, false, "FailedToStart", "error")]
    [InlineData("RuntimeUnhealthy", null, false, "RuntimeUnhealthy", null)]
    public void Tells_the_engines_states_in_our_words(string? theirs, int? exitCode, bool stopRequested, string ours, string? style)
    {
        var status = new RunStatus(theirs, Pid: 1, exitCode, StartupTimestamp: null, FinishTimestamp: null);

        var snapshot = Snapshots.Observed(Snapshots.Initial(Server), status, stopRequested);

        Assert.Equal(new ResourceStateSnapshot(ours, style), snapshot.State);
    }

    [Fact]
    public void Shows_no_secret_and_what_the_engine_filled_in()
    {
        var plan = new LaunchPlan("server", "/srv", [new("--password", false), new("hunter2", true)],
        [
            new("PASSWORD", new ResolvedValue("hunter2", IsSecret: true)),
            new("PORT", new ResolvedValue("""{{- portForServing "server-http" -}}""", IsSecret: false)),
            new("PLAIN", new ResolvedValue("text", IsSecret: false)),
        ]);
        var status = new RunStatus("Running", Pid: 42, ExitCode: null, StartupTimestamp: null, FinishTimestamp: null)
        {
            EffectiveEnv = [new("PASSWORD", "hunter2"), new("PORT", "8080"), new("PLAIN", "changed"), new("PATH", "/usr/bin")],
        };

        var snapshot = Snapshots.Observed(Snapshots.Planned(Snapshots.Initial(Server), Server, plan), status, stopRequested: false);

        Assert.Equal(
            [new("PASSWORD", "********", true), new("PORT", "8080", true), new("PLAIN", "text", true)],
            snapshot.EnvironmentVariables);
        Assert.Equal(["--password", "********"], Assert.IsType<string[]>(snapshot.Properties.Single(p => p.Name == "executable.args").Value));
        Assert.Equal(42, snapshot.Properties.Single(p => p.Name == "executable.pid").Value);
    }

    [Fact]
    public void A_new_start_forgets_the_one_before()
    {
        var ended = Snapshots.Initial(Server) with
        {
            State = "Finished",
            ExitCode = 3,
            Ready = Task.CompletedTask,
            StartTimeStamp = DateTime.UnixEpoch,
            StopTimeStamp = DateTime.UnixEpoch,
            HealthReports = [new("check", Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy, null, null)],
        };

        var starting = Snapshots.Starting(ended);

        Assert.Equal("Starting", starting.State?.Text);
        Assert.Null(starting.ExitCode);
        Assert.Null(starting.Ready);
        Assert.Null(starting.StopTimeStamp);
        Assert.Null(starting.HealthReports.Single().Status);
    }
}
