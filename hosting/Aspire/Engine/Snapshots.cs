using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>How the state of a resource is told: from its description, from its launch plan, from what the engine reports.</summary>
internal static class Snapshots
{
    // DCP's words for a run, in ours. "Terminated" is a process that was told to stop.
    private static readonly Dictionary<string, string> States = new(StringComparer.Ordinal)
    {
        ["Running"] = KnownResourceStates.Running,
        ["Paused"] = KnownResourceStates.Running,
        ["Stopping"] = KnownResourceStates.Stopping,
        ["Finished"] = KnownResourceStates.Finished,
        ["Exited"] = KnownResourceStates.Finished,
        ["Terminated"] = KnownResourceStates.Exited,
        ["FailedToStart"] = KnownResourceStates.FailedToStart,
        ["RuntimeUnhealthy"] = KnownResourceStates.RuntimeUnhealthy,
    };

    public static CustomResourceSnapshot Initial(IResource resource) => new()
    {
        ResourceType = ResourceType(resource),
        Properties = [],
        State = KnownResourceStates.NotStarted,
        CreationTimeStamp = DateTime.UtcNow,
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => new HealthReportSnapshot(h.Key, Status: null, Description: null, ExceptionText: null))],
    };

    /// <summary>Forgets the run before.</summary>
    public static CustomResourceSnapshot Starting(CustomResourceSnapshot before) => before with
    {
        State = KnownResourceStates.Starting,
        ExitCode = null,
        StartTimeStamp = null,
        StopTimeStamp = null,
        Ready = null,
        HealthReports = [.. before.HealthReports.Select(r => r with { Status = null })],
    };

    public static CustomResourceSnapshot Planned(CustomResourceSnapshot before, IResource resource, LaunchPlan plan) => before with
    {
        Properties = [.. PlanProperties(resource, plan)],
        EnvironmentVariables = [.. plan.Environment.Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value.Shown, IsFromSpec: true))],
        Urls = [.. resource.Annotations.OfType<EndpointAnnotation>().Select(e => new UrlSnapshot(e.Name, e.AllocatedEndpoint!.UriString, IsInternal: false))],
    };

    public static CustomResourceSnapshot Observed(CustomResourceSnapshot before, RunStatus status, bool stopRequested)
    {
        var state = States.GetValueOrDefault(status.State ?? "", KnownResourceStates.Starting);
        if (stopRequested && state == KnownResourceStates.Finished)
        {
            state = KnownResourceStates.Exited;
        }

        var terminal = KnownResourceStates.TerminalStates.Contains(state);
        var failed = state == KnownResourceStates.FailedToStart || (terminal && !stopRequested && status.ExitCode is not null and not 0);
        return before with
        {
            State = new ResourceStateSnapshot(state, failed ? "error" : null),
            ExitCode = terminal ? status.ExitCode : null,
            StartTimeStamp = status.StartupTimestamp?.ToUniversalTime(),
            StopTimeStamp = status.FinishTimestamp?.ToUniversalTime(),
            Properties = [.. before.Properties.Where(p => p.Name is not ("executable.pid" or "container.id")), .. RunProperties(status)],
            EnvironmentVariables = [.. before.EnvironmentVariables.Select(v => Effective(v, status))],
        };
    }

    private static string ResourceType(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ExecutableResource => "Executable",
        ContainerResource => "Container",
        ParameterResource => "Parameter",
        ConnectionStringResource => "ConnectionString",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };

    // Names that the dashboard knows.
    private static IEnumerable<ResourcePropertySnapshot> PlanProperties(IResource resource, LaunchPlan plan)
    {
        string[] arguments = [.. plan.Arguments.Select(a => a.Shown)];
        if (resource is ContainerResource)
        {
            yield return new("container.image", resource.Annotations.OfType<ContainerImageAnnotation>().Select(i => $"{i.Image}:{i.Tag}").Last());
            yield return new("container.command", plan.Command);
            yield return new("container.args", arguments);
            yield break;
        }

        yield return new("executable.path", plan.Command);
        yield return new("executable.workDir", plan.WorkingDirectory);
        yield return new("executable.args", arguments);
        if (resource.Annotations.OfType<IProjectMetadata>().LastOrDefault() is { } project)
        {
            yield return new("project.path", project.ProjectPath);
        }
    }

    private static IEnumerable<ResourcePropertySnapshot> RunProperties(RunStatus status)
    {
        if (status.Pid is { } pid)
        {
            yield return new("executable.pid", pid);
        }

        if (status.ContainerId is { } id)
        {
            yield return new("container.id", id);
        }
    }

    // Only what the engine itself filled in is taken from it; masked values stay masked.
    private static EnvironmentVariableSnapshot Effective(EnvironmentVariableSnapshot variable, RunStatus status) =>
        variable.Value?.Contains("{{- portForServing", StringComparison.Ordinal) is true
            && status.EffectiveEnv?.FirstOrDefault(e => e.Name == variable.Name) is { } effective
            ? variable with { Value = effective.Value }
            : variable;
}
