using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Servers.Secrets;

/// <summary>Parameters whose values are made on the first run and kept beside the servers' data.</summary>
public static class GeneratedSecrets
{
    /// <summary>Characters that need no quoting in a connection string, a URL, a shell or a configuration file.</summary>
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>32 of 62 characters: 190 bits.</summary>
    private const int Length = 32;

    /// <summary>
    /// Adds the parameter <paramref name="name"/>. <c>Parameters:&lt;name&gt;</c> in the configuration wins; else the value comes from
    /// the secrets file, where <paramref name="generate"/> (default: a random password) puts it on the first run.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The parameter's name, for example <c>admin-token</c>.</param>
    /// <param name="generate">Makes the value on the first run.</param>
    /// <param name="secret">False for a value that need not be hidden but must stay, for example an installation's id.</param>
    public static IResourceBuilder<ParameterResource> AddGeneratedSecret(
        this IDistributedApplicationBuilder builder, string name, Func<string>? generate = null, bool secret = true)
    {
        var key = $"Parameters:{name}";
        if (string.IsNullOrEmpty(builder.Configuration[key]))
        {
            builder.Configuration[key] = StackState.Of(builder).Secrets.GetOrAdd(name, generate ?? Password);
        }

        return builder.AddParameter(name, secret);
    }

    /// <summary>The file with the generated values, for example to print its path.</summary>
    public static string GeneratedSecretsFile(this IDistributedApplicationBuilder builder) => StackState.Of(builder).Secrets.Path;

    internal static string Password() => RandomNumberGenerator.GetString(Alphabet, Length);
}
