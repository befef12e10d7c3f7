using TrustedPublishing.PublisherConfig.SignIn;

namespace TrustedPublishing.PublisherConfig.Tests.SignIn;

public sealed class OneTimeLinkTests
{
    private const string Key = "a key of this test";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Link = OneTimeLink.Issue(Key, new byte[16], Now);

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(86400, false)]
    public void Is_good_for_five_minutes(int seconds, bool isGood) =>
        Assert.Equal(isGood, OneTimeLink.Read(Link, Key, Now.AddSeconds(seconds)) is not null);

    [Fact]
    public void Is_good_with_its_key_only() => Assert.Null(OneTimeLink.Read(Link, Key + "x", Now));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("1795521900.AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1795521900.AAAAAAAAAAAAAAAAAAAAAA.")]
    [InlineData("1795521900.AAAAAAAAAAAAAAAAAAAAAA.AAAA")]
    [InlineData("1795521900.AAAAAAAAAAAAAAAAAAAAAA.not base64")]
    public void Is_not_made_up(string token) => Assert.Null(OneTimeLink.Read(token, Key, Now));

    [Fact]
    public void Cannot_be_prolonged()
    {
        var parts = Link.Split('.');

        Assert.Null(OneTimeLink.Read($"9{parts[0]}.{parts[1]}.{parts[2]}", Key, Now));
        Assert.Null(OneTimeLink.Read($"{parts[0]}.B{parts[1][1..]}.{parts[2]}", Key, Now));
    }
}
