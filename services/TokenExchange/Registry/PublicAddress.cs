namespace TrustedPublishing.TokenExchange.Registry;

/// <summary>The setting <c>PublicBaseUrl</c>: where this installation is reached from outside.</summary>
internal sealed record PublicAddress(Uri BaseUrl)
{
    private const string Default = "http://localhost:8080";

    /// <summary>The address without a slash at its end, as in <c>iss</c>.</summary>
    public string Issuer => BaseUrl.AbsoluteUri.TrimEnd('/');

    /// <exception cref="InvalidOperationException">The setting is no absolute http or https address.</exception>
    public static PublicAddress From(IConfiguration configuration) =>
        Uri.TryCreate(configuration["PublicBaseUrl"] ?? Default, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")
            ? new PublicAddress(url)
            : throw new InvalidOperationException("The setting 'PublicBaseUrl' must be an absolute http or https address.");
}
