using System.Reflection;
using Aspire.Hosting;
using TrustedPublishing.Authority.Processes;

namespace TrustedPublishing.Authority.Services;

/// <summary>What a service was built to, in the configuration that this library was built in.</summary>
internal sealed record ServiceProgram(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>AppHost.targets wrote into this assembly where each service is.</summary>
    public static ServiceProgram Of<TProject>()
        where TProject : IProjectMetadata, new()
    {
        var assembly = typeof(ServiceProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => string.Equals(a.Key, $"projecttarget:{new TProject().ProjectPath}", StringComparison.OrdinalIgnoreCase)).Value!;
        return new ServiceProgram("dotnet", [assembly]);
    }

    /// <summary>Runs the step that creates role, database, schema and queues, and ends.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its log.</exception>
    public async Task MigrateAsync(string service, IReadOnlyDictionary<string, string> environment, string logFolder)
    {
        var log = Path.Combine(logFolder, $"{service}-migrate.log");
        using var process = ChildProcess.Start(File, [.. Arguments, "migrate"], environment, log);
        if (await process.WaitForExitAsync() is not 0 and var code)
        {
            throw new InvalidOperationException($"'{service} migrate' ended with {code}. Its log:\n{await System.IO.File.ReadAllTextAsync(log)}");
        }
    }
}
