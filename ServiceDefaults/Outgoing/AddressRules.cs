using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.ServiceDefaults.Outgoing;

public enum AddressKind
{
    /// <summary>Somewhere on the Internet.</summary>
    Public,

    /// <summary>A network of one's own: RFC 1918, RFC 4193, RFC 6598.</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>Never a web server: link-local (where clouds keep their metadata), multicast, reserved, documentation.</summary>
    Forbidden,
}

/// <summary>Sorts IP addresses by the IANA special-purpose registries (RFC 6890).</summary>
public static class AddressRules
{
    private static readonly IPNetwork[] PrivateNetworks = Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

    private static readonly IPNetwork[] LoopbackNetworks = Networks("127.0.0.0/8", "::1/128");

    // fd00:ec2::254 is a cloud's metadata service inside the private range.
    private static readonly IPNetwork[] ForbiddenNetworks = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "fd00:ec2::254/128");

    /// <summary>RFC 4291 §2.5.4: what is in use of global unicast. What lies elsewhere must be named above.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>RFC 6052 §2.1: an IPv4 address in the last 32 bits.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static AddressKind Classify(IPAddress address)
    {
        var effective = Embedded(address);
        if (Contains(ForbiddenNetworks, effective))
        {
            return AddressKind.Forbidden;
        }

        if (Contains(LoopbackNetworks, effective))
        {
            return AddressKind.Loopback;
        }

        if (Contains(PrivateNetworks, effective))
        {
            return AddressKind.Private;
        }

        return effective.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(effective) ? AddressKind.Public : AddressKind.Forbidden;
    }

    /// <summary>The IPv4 address that an IPv6 address only wraps, without a scope.</summary>
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(new IPAddress(bytes)) ? new IPAddress(bytes.AsSpan(12)) : new IPAddress(bytes);
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) => networks.Any(network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
