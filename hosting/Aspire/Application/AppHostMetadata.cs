using System.Reflection;

namespace TrustedPublishing.Hosting;

/// <summary>What the build wrote into the AppHost's assembly (AppHost.targets).</summary>
internal sealed class AppHostMetadata(Assembly? assembly)
{
    private readonly Dictionary<string, string?> _values = (assembly?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
        .GroupBy(a => a.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.OrdinalIgnoreCase);

    public string? ProjectDirectory => Find("apphostprojectpath");

    /// <summary>The assembly that a referenced project was built to.</summary>
    public string? TargetOf(string projectPath) => Find($"projecttarget:{projectPath}");

    private string? Find(string key) => _values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
}
