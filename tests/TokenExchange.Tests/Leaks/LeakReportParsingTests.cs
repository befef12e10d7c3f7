using System.Net;
using System.Text;
using TrustedPublishing.TokenExchange.Leaks;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Leaks;

public sealed class LeakReportParsingTests
{
    private static readonly TokenPattern Pattern = new("tpa-");
    private static readonly string TokenLike = "tpa-AgE" + new string('A', 300);

    [Fact]
    public void Reads_what_GitHub_sends()
    {
        var reports = LeakReport.Parse("""[{"token":" tpa-x\n","type":"t","url":"https://github.com/o/r","source":"content"},{"token":"y","url":null}]"""u8);

        Assert.Equal([new LeakReport("tpa-x", "t", "https://github.com/o/r"), new LeakReport("y")], reports);
        Assert.Equal([], LeakReport.Parse("[]"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"token\":\"x\"}")]
    [InlineData("\"x\"")]
    [InlineData("[null]")]
    [InlineData("[\"x\"]")]
    [InlineData("[[]]")]
    [InlineData("[{}]")]
    [InlineData("[{\"token\":null}]")]
    [InlineData("[{\"token\":1}]")]
    [InlineData("[{\"token\":[\"x\"]}]")]
    [InlineData("[{\"Token\":\"x\"}]")]
    [InlineData("[{\"token\":\"x\",\"token\":\"y\"}]")]
    [InlineData("[{\"token\":\"x\",\"url\":1}]")]
    [InlineData("[{\"token\":\"x\",\"type\":{}}]")]
    [InlineData("[{\"token\":\"x\"},{\"token\":2}]")]
    [InlineData("[{\"token\":\"\\ud800\"}]")]
    [InlineData("[{\"token\":\"x\\u0000\"}]")]
    [InlineData("[{\"token\":\"x\"}],")]
    public void Refuses_what_is_no_report(string body) => Assert.Null(LeakReport.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Refuses_too_many_and_too_long()
    {
        Assert.Equal(100, LeakReport.Parse(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("""{"token":"x"}""", 100))}]"))!.Count);
        Assert.Null(LeakReport.Parse(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("""{"token":"x"}""", 101))}]")));
        Assert.Null(LeakReport.Parse(Encoding.UTF8.GetBytes($$"""[{"token":"x","type":"{{new string('t', 129)}}"}]""")));
    }

    [Theory]
    [InlineData("https://github.com/octo-org/sample/blob/main/log.txt#L3", "https://github.com/octo-org/sample/blob/main/log.txt#L3")]
    [InlineData("HTTPS://GitHub.com/a?b=c", "https://github.com/a?b=c")]
    [InlineData("https://example.org/größe", "https://example.org/gr%C3%B6%C3%9Fe")]
    [InlineData("https://192.0.2.7:8443/x", "https://192.0.2.7:8443/x")]
    public void Keeps_an_address_that_people_can_look_at(string url, string kept) => Assert.Equal(kept, LeakUrl.Keep(url, Pattern));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("https://")]
    [InlineData("https:///x")]
    [InlineData("//github.com/x")]
    [InlineData("http://github.com/x")]
    [InlineData("ftp://github.com/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData(" https://github.com/x")]
    [InlineData("https://github.com/x y")]
    [InlineData("https://github.com/x\r\nSet-Cookie: a")]
    [InlineData("https://github.com/\u0007")]
    [InlineData("https://user:password@github.com/x")]
    [InlineData("https://user@github.com/x")]
    [InlineData("https://localhost/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://exa mple.org/")]
    public void Drops_an_address_that_is_none(string? url) => Assert.Null(LeakUrl.Keep(url, Pattern));

    [Fact]
    public void Drops_an_address_that_is_long_or_holds_a_token()
    {
        Assert.NotNull(LeakUrl.Keep("https://x.example/" + new string('a', 512 - 18), Pattern));
        Assert.Null(LeakUrl.Keep("https://x.example/" + new string('a', 513 - 18), Pattern));
        Assert.Null(LeakUrl.Keep("https://x.example/" + new string('ß', 200), Pattern));
        Assert.Null(LeakUrl.Keep($"https://x.example/?token={TokenLike}", Pattern));
        Assert.Null(LeakUrl.Keep($"https://x.example/#{TokenLike.Replace("-", "%2D", StringComparison.Ordinal)}", Pattern));
    }

    [Fact]
    public void One_IPv6_network_is_one_reporter()
    {
        Assert.Equal(Network("2001:db8:1:2::1"), Network("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Network("2001:db8:1:2::1"), Network("2001:db8:1:3::1"));
        Assert.Equal(Network("192.0.2.1"), Network("::ffff:192.0.2.1"));
        Assert.NotEqual(Network("192.0.2.1"), Network("192.0.2.2"));
        Assert.Equal("", LeakReportLimit.NetworkOf(null));
    }

    private static string Network(string address) => LeakReportLimit.NetworkOf(IPAddress.Parse(address));
}
