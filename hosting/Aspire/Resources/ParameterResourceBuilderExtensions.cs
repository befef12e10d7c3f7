using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds the value of configuration <c>Parameters:name</c>, read when it is first needed.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        var key = $"Parameters:{name}";
        return builder.AddResource(new ParameterResource(name, Read, secret));

        string Read() => builder.Configuration[key]
            ?? throw new MissingParameterValueException($"Parameter '{name}' has no value: set {key} in configuration, or Parameters__{name} in the environment.");
    }
}
