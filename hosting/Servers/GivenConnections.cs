using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace TrustedPublishing.Hosting.Servers;

/// <summary>Connection strings that the operator configured: they win over everything that the stack would start itself.</summary>
internal static class GivenConnections
{
    /// <summary><c>ConnectionStrings:&lt;name&gt;</c>, or null.</summary>
    public static string? Find(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration.GetConnectionString(name) is { Length: > 0 } value ? value : null;

    /// <summary>The value as a secret parameter: it holds a password, which the dashboard must not show.</summary>
    public static ReferenceExpression AsSecret(IDistributedApplicationBuilder builder, string name, string value)
    {
        var parameter = $"given-{name}";
        if (builder.Resources.OfType<ParameterResource>().FirstOrDefault(p => p.Name == parameter) is { } existing)
        {
            return ReferenceExpression.Create($"{existing}");
        }

        builder.Configuration[$"Parameters:{parameter}"] = value;
        return ReferenceExpression.Create($"{builder.AddParameter(parameter, secret: true)}");
    }
}
