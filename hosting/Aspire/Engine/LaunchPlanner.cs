using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Dashboard;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Turns the description of a resource into what is started.</summary>
internal sealed class LaunchPlanner(DistributedApplicationExecutionContext execution, AppHostMetadata metadata, OtlpEnvironment otlp)
{
    public async Task<LaunchPlan> PlanAsync(RunningResource running, CancellationToken cancellationToken)
    {
        var resource = running.Resource;
        var arguments = await ArgumentsAsync(resource, cancellationToken);
        var environment = await EnvironmentAsync(running, cancellationToken);
        return resource switch
        {
            ExecutableResource e => new LaunchPlan(e.Command, e.WorkingDirectory, arguments, environment),
            ContainerResource c => new LaunchPlan(c.Entrypoint, "", arguments, environment),
            ProjectResource p => PlanProject(p, arguments, environment),
            _ => throw new DistributedApplicationException($"Local hosting cannot run a {resource.GetType().Name}."),
        };
    }

    /// <summary>A service runs as the program that it was built to: no build and no "dotnet run" process at start.</summary>
    private LaunchPlan PlanProject(ProjectResource project, List<ResolvedValue> arguments, IReadOnlyList<KeyValuePair<string, ResolvedValue>> environment)
    {
        var path = project.Annotations.OfType<IProjectMetadata>().Last().ProjectPath;
        var folder = Path.GetDirectoryName(path)!;
        if (metadata.TargetOf(path) is not { } assembly || !File.Exists(assembly))
        {
            throw new DistributedApplicationException($"'{project.Name}' is not built: build {path} together with the AppHost.");
        }

        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program)
            ? new LaunchPlan(program, folder, arguments, environment)
            : new LaunchPlan("dotnet", folder, [new ResolvedValue(assembly, IsSecret: false), .. arguments], environment);
    }

    private async Task<IReadOnlyList<KeyValuePair<string, ResolvedValue>>> EnvironmentAsync(RunningResource running, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, running.Resource, cancellationToken: cancellationToken);
        foreach (var annotation in running.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        if (running.Resource.Annotations.OfType<OtlpExporterAnnotation>().Any())
        {
            otlp.AddTo(context.EnvironmentVariables, running);
        }

        if (running.Resource is ProjectResource)
        {
            context.EnvironmentVariables.TryAdd("DOTNET_ROOT", DotnetRoot());
        }

        var variables = new List<KeyValuePair<string, ResolvedValue>>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            variables.Add(new(name, await ResolvedValue.OfAsync(value, cancellationToken)));
        }

        return variables;
    }

    private static async Task<List<ResolvedValue>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        var arguments = new List<ResolvedValue>();
        foreach (var argument in context.Args)
        {
            arguments.Add(await ResolvedValue.OfAsync(argument, cancellationToken));
        }

        return arguments;
    }

    // Built programs look for .NET in /usr only, unless told. The runtime lies in <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
