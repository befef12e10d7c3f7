using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.AppHost;

/// <summary>The credentials of people and registries, each generated on the first run unless <c>Parameters:&lt;name&gt;</c> gives it.</summary>
internal sealed class StackSecrets(IDistributedApplicationBuilder builder)
{
    /// <summary>Bearer token of the management API and of the console's sign-in.</summary>
    public IResourceBuilder<ParameterResource> AdminToken { get; } = builder.AddGeneratedSecret("admin-token");

    /// <summary>Seals the links of a Development run with which a person at its terminal signs in to the console, each once.</summary>
    public IResourceBuilder<ParameterResource> OneTimeLinkKey { get; } = builder.AddGeneratedSecret("one-time-link-key");

    /// <summary>Bearer token of the audit API.</summary>
    public IResourceBuilder<ParameterResource> AuditorToken { get; } = builder.AddGeneratedSecret("auditor-token");

    /// <summary>What the registry shows at introspection, as the client <c>registry</c>.</summary>
    public IResourceBuilder<ParameterResource> RegistrySecret { get; } = builder.AddGeneratedSecret("registry-secret");

    /// <summary>No two installations share it, so an API token or an ID token of one is nothing at another.</summary>
    public IResourceBuilder<ParameterResource> InstallationId { get; } =
        builder.AddGeneratedSecret("installation-id", () => Guid.CreateVersion7().ToString(), secret: false);

    /// <summary>What ID tokens must be for, in Development: generated once, because every such stack calls itself localhost.</summary>
    public IResourceBuilder<ParameterResource> Audience { get; } =
        builder.AddGeneratedSecret("audience", () => $"trusted-publishing-{RandomNumberGenerator.GetHexString(12, lowercase: true)}", secret: false);

    public string FilePath => builder.GeneratedSecretsFile();

    /// <summary>The key that only these two services know.</summary>
    public IResourceBuilder<ParameterResource> CallKey(string caller, string callee) => builder.AddGeneratedSecret($"{caller}-calls-{callee}");

    /// <summary>SHA-256, lower-case hex: all that the exchange is told of the registry's secret.</summary>
    public string RegistrySecretHash =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(builder.Configuration["Parameters:registry-secret"]!)));
}
