using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>A value of an environment variable or an argument, as the process gets it.</summary>
internal sealed record ResolvedValue(string Text, bool IsSecret)
{
    public const string Mask = "********";

    /// <summary>What may be shown.</summary>
    public string Shown => IsSecret ? Mask : Text;

    public override string ToString() => Shown;

    public static async Task<ResolvedValue> OfAsync(object? value, CancellationToken cancellationToken)
    {
        var text = value switch
        {
            null => "",
            string s => s,
            IValueProvider provider => await provider.GetValueAsync(cancellationToken) ?? "",
            IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken) ?? "",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return new ResolvedValue(text, HoldsSecret(value));
    }

    /// <summary>True when a secret parameter is anywhere in the value.</summary>
    public static bool HoldsSecret(object? value) => value switch
    {
        ParameterResource parameter => parameter.Secret,
        ReferenceExpression expression => expression.ValueProviders.Any(HoldsSecret),
        IResourceWithConnectionString resource => HoldsSecret(resource.ConnectionStringExpression),
        IResourceBuilder<IResource> builder => HoldsSecret(builder.Resource),
        SecretText => true,
        _ => false,
    };
}

/// <summary>A secret that is no parameter.</summary>
internal sealed class SecretText(string text) : IValueProvider
{
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(text);
}
