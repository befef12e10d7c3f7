using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Where a project lies. The AppHost's build writes one such class for each project that it references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }

    /// <summary>Whether the project was already built together with the AppHost.</summary>
    bool SuppressBuild => false;
}
