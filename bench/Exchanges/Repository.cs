using System.Reflection;

namespace TrustedPublishing.Bench.Exchanges;

/// <summary>Where the other programs of this repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Release for a Release build of this program, as it should be.</summary>
    public static string Configuration { get; } = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The program that the project's build made.</summary>
    /// <exception cref="InvalidOperationException">It was not built.</exception>
    public static string Program(string project, string name)
    {
        var path = Path.Combine(Root, project, "bin", Configuration, "net10.0", name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: dotnet build -c {Configuration} {project}");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TrustedPublishing.Aspire.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's root is not above this program's folder.");
        }

        return folder.FullName;
    }
}
