using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TrustedPublishing.Hosting.Servers.RabbitMq;

namespace TrustedPublishing.Hosting.Tests.Servers;

public sealed class BrokerDefinitionsTests
{
    private static readonly BrokerUser TokenExchange = BrokerUser.ForService("token-exchange", "publisher-config", "jwks-cache");

    [Theory]
    [InlineData("token-exchange.records")]
    [InlineData("token-exchange.from-publisher-config")]
    [InlineData("token-exchange.from-jwks-cache_error")]
    public void A_service_writes_to_its_own(string name)
    {
        Assert.Matches(TokenExchange.Write, name);
        Assert.Matches(TokenExchange.Configure, name);
    }

    [Theory]
    [InlineData("publisher-config.records")]
    [InlineData("jwks-cache.records")]
    [InlineData("audit.from-token-exchange")]
    [InlineData("audit.from-publisher-config")]
    [InlineData("token-exchange")]
    [InlineData("token-exchangeXrecords")]
    [InlineData("token-exchange.records.publisher-config.records")]
    [InlineData("x.token-exchange.records")]
    [InlineData("publisher-config.records\ntoken-exchange.records")]
    [InlineData("amq.default")]
    [InlineData("amq.topic")]
    [InlineData("")]
    public void A_service_writes_to_nothing_else(string name)
    {
        Assert.DoesNotMatch(TokenExchange.Write, name);
    }

    [Theory]
    [InlineData("audit.from-token-exchange", false)]
    [InlineData("token-exchange.records", false)]
    [InlineData("publisher-config.from-token-exchange", false)]
    [InlineData("token-exchange.from-publisher-config", true)]
    [InlineData("publisher-config.records", true)]
    [InlineData("jwks-cache.records", true)]
    public void A_service_reads_its_queues_and_its_producers(string name, bool may)
    {
        Assert.Equal(may, Regex.IsMatch(name, TokenExchange.Read));
    }

    [Theory]
    [InlineData("audit.events", true)]
    [InlineData("audit.records", true)]
    [InlineData("audit.from-token-exchange", true)]
    [InlineData("token-exchange.events", false)]
    [InlineData("audit.eventsX", false)]
    [InlineData("auditXevents", false)]
    [InlineData("x.audit.events", false)]
    [InlineData("amq.topic", false)]
    public void A_service_with_events_writes_to_its_own_and_does_not_read_them(string name, bool may)
    {
        var audit = BrokerUser.ForService("audit", "token-exchange").AlsoPublishing("events");

        Assert.Equal(may, Regex.IsMatch(name, audit.Write));
        Assert.Equal(may, Regex.IsMatch(name, audit.Configure));
        Assert.DoesNotMatch(audit.Read, "audit.events");
    }

    [Theory]
    [InlineData("")]
    [InlineData("token.exchange")]
    [InlineData(".*")]
    [InlineData("audit|publisher-config")]
    public void A_name_that_would_be_a_pattern_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => BrokerUser.ForService(name));
        Assert.Throws<ArgumentException>(() => BrokerUser.ForService("audit", name));
        Assert.Throws<ArgumentException>(() => BrokerUser.ForService("audit").AlsoPublishing(name));
    }

    [Fact]
    public void Definitions_hold_hashes_and_neither_passwords_nor_administrators()
    {
        var json = BrokerDefinitions.Write([(TokenExchange, "s3cret-one"), (BrokerUser.ForService("audit"), "s3cret-two")], brokerMajor: 3);

        Assert.DoesNotContain("s3cret", json, StringComparison.Ordinal);
        var definitions = JsonNode.Parse(json)!;
        Assert.Equal(["token-exchange", "audit"], definitions["users"]!.AsArray().Select(user => (string)user!["name"]!));
        Assert.All(definitions["users"]!.AsArray(), user => Assert.Equal("", (string)user!["tags"]!));
        Assert.Empty(definitions["policies"]!.AsArray());
    }

    [Fact]
    public void A_broker_that_would_drop_returned_messages_is_told_not_to()
    {
        var definitions = JsonNode.Parse(BrokerDefinitions.Write([], brokerMajor: 4))!;

        Assert.Equal(-1, (int)definitions["policies"]![0]!["definition"]!["delivery-limit"]!);
    }

    /// <summary>The example of RabbitMQ's documentation: password <c>test12</c>, salt <c>90 8D C6 0A</c>.</summary>
    [Fact]
    public void Hashes_passwords_as_the_broker_does()
    {
        Assert.Equal("kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR", BrokerDefinitions.PasswordHash("test12", [0x90, 0x8D, 0xC6, 0x0A]));
    }
}
