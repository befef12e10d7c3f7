namespace TrustedPublishing.Authority.Services;

internal sealed record AuthorityAddresses(
    ServiceAddresses PublisherConfig, ServiceAddresses JwksCache, ServiceAddresses Audit, ServiceAddresses CiSimulator, IReadOnlyList<ServiceAddresses> TokenExchange)
{
    public static AuthorityAddresses Take(int exchanges)
    {
        var free = ServiceAddresses.Take(4 + exchanges);
        return new(free.Dequeue(), free.Dequeue(), free.Dequeue(), free.Dequeue(), [.. free]);
    }
}
