using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting.Aspire.Tests.Local;

public sealed class WaitRuleTests
{
    private static readonly IResource Other = new ExecutableResource("other", "true", "/");

    [Theory]
    [InlineData("NotStarted", null, nameof(WaitOutcome.NotYet))]
    [InlineData("Running", null, nameof(WaitOutcome.NotYet))]
    [InlineData("Finished", 0, nameof(WaitOutcome.Met))]
    [InlineData("Finished", 1, nameof(WaitOutcome.Hopeless))]
    [InlineData("Finished", -1, nameof(WaitOutcome.Hopeless))]
    [InlineData("Finished", null, nameof(WaitOutcome.Hopeless))]
    [InlineData("Exited", 0, nameof(WaitOutcome.Met))]
    [InlineData("FailedToStart", null, nameof(WaitOutcome.Hopeless))]
    [InlineData("FailedToStart", 0, nameof(WaitOutcome.Hopeless))]
    public void Completion_is_an_end_with_the_expected_code(string state, int? exitCode, string expected)
    {
        var outcome = WaitRule.Judge(new WaitAnnotation(Other, WaitType.WaitForCompletion), Snapshot(state) with { ExitCode = exitCode }, unavailable: false);

        Assert.Equal(expected, outcome.ToString());
    }

    [Fact]
    public void Another_code_than_0_can_be_the_expected_one()
    {
        var wait = new WaitAnnotation(Other, WaitType.WaitForCompletion, exitCode: 2);

        Assert.Equal(WaitOutcome.Met, WaitRule.Judge(wait, Snapshot("Finished") with { ExitCode = 2 }, unavailable: false));
        Assert.Equal(WaitOutcome.Hopeless, WaitRule.Judge(wait, Snapshot("Finished") with { ExitCode = 0 }, unavailable: false));
    }

    [Fact]
    public void Health_counts_once_those_who_asked_to_be_told_are_told()
    {
        var wait = new WaitAnnotation(Other, WaitType.WaitUntilHealthy);

        Assert.Equal(WaitOutcome.NotYet, WaitRule.Judge(wait, Snapshot("Running"), unavailable: false));
        Assert.Equal(WaitOutcome.Met, WaitRule.Judge(wait, Snapshot("Running") with { Ready = Task.CompletedTask }, unavailable: false));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HealthStatus.Unhealthy)]
    [InlineData(HealthStatus.Degraded)]
    public void One_check_that_is_not_healthy_is_enough_to_wait(HealthStatus? status)
    {
        var snapshot = Snapshot("Running") with
        {
            Ready = Task.CompletedTask,
            HealthReports = [new("fine", HealthStatus.Healthy, null, null), new("other", status, null, null)],
        };

        Assert.Equal(WaitOutcome.NotYet, WaitRule.Judge(new WaitAnnotation(Other, WaitType.WaitUntilHealthy), snapshot, unavailable: false));
    }

    [Theory]
    [InlineData(WaitType.WaitUntilHealthy)]
    [InlineData(WaitType.WaitUntilStarted)]
    public void What_failed_is_waited_for_as_long_as_somebody_can_restart_it(WaitType type)
    {
        var failed = Snapshot("Finished") with { ExitCode = 1 };

        Assert.Equal(WaitOutcome.NotYet, WaitRule.Judge(new WaitAnnotation(Other, type), failed, unavailable: false));
        Assert.Equal(WaitOutcome.Hopeless, WaitRule.Judge(new WaitAnnotation(Other, type), failed, unavailable: true));
    }

    private static CustomResourceSnapshot Snapshot(string state) => new() { ResourceType = "Executable", Properties = [], State = state };
}
