using TrustedPublishing.Audit.Access;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class PageSessionTests
{
    private const string Token = "token-of-the-test-auditors";
    private const string Auditor = "0199a1b2-0000-7000-8000-000000000000";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("operator")]
    [InlineData(Auditor)]
    public void Says_who_until_it_ends(string reader)
    {
        var session = PageSession.Issue(Token, reader, Now.AddHours(8));

        Assert.Equal(reader, PageSession.Read(session, Token, Now));
        Assert.Equal(reader, PageSession.Read(session, Token, Now.AddHours(8).AddSeconds(-1)));
        Assert.Null(PageSession.Read(session, Token, Now.AddHours(8)));
    }

    [Fact]
    public void Ends_with_the_operators_token() => Assert.Null(PageSession.Read(PageSession.Issue(Token, "operator", Now.AddHours(8)), Token + "2", Now));

    [Fact]
    public void Cannot_be_made_longer()
    {
        var seal = PageSession.Issue(Token, Auditor, Now.AddHours(8)).Split('.')[2];

        Assert.Null(PageSession.Read($"{Auditor}.{Now.AddYears(1).ToUnixTimeSeconds()}.{seal}", Token, Now));
    }

    [Fact]
    public void Cannot_become_anothers()
    {
        var session = PageSession.Issue(Token, Auditor, Now.AddHours(8));

        Assert.Null(PageSession.Read(session.Replace(Auditor, "operator", StringComparison.Ordinal), Token, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("operator.4102444800")]
    [InlineData("operator.4102444800.")]
    [InlineData("operator.4102444800.AAAA")]
    [InlineData("operator.4102444800.not base64url!")]
    [InlineData("operator.-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("4102444800.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Cannot_be_made_up(string session) => Assert.Null(PageSession.Read(session, Token, Now));
}
