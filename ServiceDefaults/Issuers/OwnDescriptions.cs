using Microsoft.Extensions.Configuration;
using TrustedPublishing.TrustRules;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>The operator's own descriptions of CI providers: every <c>*.json</c> of the folder that <c>Providers:Descriptions</c> names.</summary>
public static class OwnDescriptions
{
    public const string Setting = "Providers:Descriptions";

    private const int MaxFiles = 100;
    private const int MaxBytes = 256 * 1024;

    /// <summary>All providers that are understood here. The folder is read once, at the start.</summary>
    /// <exception cref="InvalidOperationException">The folder is missing, or a description in it cannot be used.</exception>
    public static ProviderCatalog ReadCatalog(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } folder)
        {
            return new ProviderCatalog();
        }

        if (!Path.IsPathFullyQualified(folder))
        {
            // Every service has another working directory.
            throw new InvalidOperationException($"{Setting} must be an absolute path.");
        }

        try
        {
            var files = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToList();
            return files.Count <= MaxFiles
                ? new ProviderCatalog([.. files.Select(Read)])
                : throw new InvalidOperationException($"{Setting} names a folder with more than {MaxFiles} descriptions.");
        }
        catch (Exception e) when (e is BadDescriptionException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Setting}: {e.Message}", e);
        }
    }

    private static DescribedProvider Read(string file)
    {
        var name = Path.GetFileName(file);
        return new FileInfo(file).Length <= MaxBytes
            ? DescribedProvider.Read(name, File.ReadAllBytes(file))
            : throw new BadDescriptionException($"{name}: The description is larger than {MaxBytes / 1024} KiB.");
    }
}
