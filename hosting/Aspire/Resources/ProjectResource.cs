namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project, run as the program that it was built to.</summary>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport;
