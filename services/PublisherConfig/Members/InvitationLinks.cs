namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>The address that is sent to whom is invited.</summary>
internal sealed class InvitationLinks(IConfiguration configuration)
{
    public const string Path = "/invitation";

    /// <summary>On the public address of this console; without one, on that which the request came to.</summary>
    public string To(HttpRequest request, string secret)
    {
        var site = configuration["PublicBaseUrl"] is { Length: > 0 } configured ? configured.TrimEnd('/') : $"{request.Scheme}://{request.Host}";
        return $"{site}{Path}?secret={secret}";
    }
}
