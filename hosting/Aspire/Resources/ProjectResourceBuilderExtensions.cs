using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project of the solution; the class is written by the AppHost's build.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, _ => { });

    /// <summary>With null the project's launch settings are left aside.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, options =>
        {
            options.ExcludeLaunchProfile = launchProfileName is null;
            options.LaunchProfileName = launchProfileName;
        });

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        var project = new TProject();
        RefuseLaunchProfile(name, project, options);

        var resource = builder.AddResource(new ProjectResource(name)).WithAnnotation(project).WithOtlpExporter();
        return resource
            .WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple")
            .WithEnvironment(context => AddUrls(context, resource.Resource));
    }

    // Kestrel listens on all http and https endpoints, except those whose port goes to a variable of its own.
    private static void AddUrls(EnvironmentCallbackContext context, ProjectResource project)
    {
        var urls = project.Annotations.OfType<EndpointAnnotation>()
            .Where(e => e.UriScheme is "http" or "https" && e.TargetPortEnvironmentVariable is null)
            .Select(e => ReferenceExpression.Create($"{e.UriScheme}://{e.TargetHost}:{new EndpointReference(project, e.Name).Property(EndpointProperty.TargetPort)}"))
            .ToList();
        if (urls.Count > 0)
        {
            context.EnvironmentVariables.TryAdd("ASPNETCORE_URLS", new JoinedUrls(urls));
        }
    }

    // Launch profiles are not read here. Saying so beats starting a service with other settings than the real package would.
    private static void RefuseLaunchProfile(string name, IProjectMetadata project, ProjectResourceOptions options)
    {
        var file = Path.Combine(Path.GetDirectoryName(project.ProjectPath)!, "Properties", "launchSettings.json");
        if (options.LaunchProfileName is not null || (!options.ExcludeLaunchProfile && File.Exists(file)))
        {
            throw new DistributedApplicationException(
                $"Local hosting reads no launch profiles: add '{name}' with launchProfileName: null, and its endpoints and variables in the AppHost.");
        }
    }

    private sealed class JoinedUrls(IReadOnlyList<ReferenceExpression> urls) : IValueProvider
    {
        public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
        {
            var values = new List<string?>();
            foreach (var url in urls)
            {
                values.Add(await url.GetValueAsync(cancellationToken));
            }

            return string.Join(';', values);
        }
    }
}
