namespace TrustedPublishing.TrustRules.Described;

/// <summary>The descriptions that come with the system, <c>Described/Shipped/*.json</c>, in the order of the alphabet.</summary>
internal static class ShippedDescriptions
{
    private const string Prefix = "described/";

    public static IReadOnlyList<DescribedProvider> Read()
    {
        var assembly = typeof(ShippedDescriptions).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => DescribedProvider.Read(name[Prefix.Length..], Bytes(assembly.GetManifestResourceStream(name)!)))];
    }

    private static byte[] Bytes(Stream resource)
    {
        using (resource)
        using (var copy = new MemoryStream())
        {
            resource.CopyTo(copy);
            return copy.ToArray();
        }
    }
}
