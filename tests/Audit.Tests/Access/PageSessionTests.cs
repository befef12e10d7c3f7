using TrustedPublishing.Audit.Access;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class PageSessionTests
{
    private const string Token = "token-of-the-test-auditors";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Lasts_eight_hours()
    {
        var session = PageSession.Issue(Token, Now);

        Assert.True(PageSession.IsGood(session, Token, Now));
        Assert.True(PageSession.IsGood(session, Token, Now.AddHours(8).AddSeconds(-1)));
        Assert.False(PageSession.IsGood(session, Token, Now.AddHours(8)));
    }

    [Fact]
    public void Ends_with_the_token() => Assert.False(PageSession.IsGood(PageSession.Issue(Token, Now), Token + "2", Now));

    [Fact]
    public void Cannot_be_made_longer()
    {
        var seal = PageSession.Issue(Token, Now).Split('.')[1];

        Assert.False(PageSession.IsGood($"{Now.AddYears(1).ToUnixTimeSeconds()}.{seal}", Token, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("4102444800")]
    [InlineData("4102444800.")]
    [InlineData("4102444800.AAAA")]
    [InlineData("4102444800.not base64url!")]
    [InlineData("-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Cannot_be_made_up(string session) => Assert.False(PageSession.IsGood(session, Token, Now));
}
