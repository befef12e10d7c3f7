namespace TrustedPublishing.TokenExchange.Registry;

/// <summary>What an ID token is exchanged for: a registry, with the audiences that its ID tokens may carry.</summary>
/// <param name="Id">The canonical id, in tokens, records and replay keys.</param>
/// <param name="Audiences">At least one; clients are told the first.</param>
/// <param name="IsMintingEnabled">False while the operator has stopped all minting.</param>
internal sealed record Target(string Id, IReadOnlyList<string> Audiences, bool IsMintingEnabled)
{
    /// <summary>
    /// The default audience derives from the public host, so that no two installations share one. All development
    /// stacks are on localhost: there the installation's id tells them apart.
    /// </summary>
    public static Target From(RegistryOptions options, Uri publicBaseUrl, string installationId)
    {
        var derived = publicBaseUrl.IsLoopback ? $"trusted-publishing-{installationId}" : publicBaseUrl.Authority;
        return new Target(options.Id, options.Audiences.Count > 0 ? [.. options.Audiences] : [derived], options.MintingEnabled);
    }
}
