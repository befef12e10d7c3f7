using System.Net;
using TrustedPublishing.ServiceDefaults.Outgoing;

namespace TrustedPublishing.JwksCache.Tests.Fetching;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("140.82.112.3")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:50c0:8000::153")]
    [InlineData("2a00:1450:4001:82a::200e")]
    [InlineData("64:ff9b::140.82.112.3")]
    [InlineData("::ffff:140.82.112.3")]
    public void Public(string address) => Assert.Equal(AddressKind.Public, AddressRules.Classify(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("fc00::1")]
    [InlineData("fdff:ffff::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::192.168.1.1")]
    public void Private(string address) => Assert.Equal(AddressKind.Private, AddressRules.Classify(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    public void Loopback(string address) => Assert.Equal(AddressKind.Loopback, AddressRules.Classify(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("192.0.0.170")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Forbidden(string address) => Assert.Equal(AddressKind.Forbidden, AddressRules.Classify(IPAddress.Parse(address)));
}
