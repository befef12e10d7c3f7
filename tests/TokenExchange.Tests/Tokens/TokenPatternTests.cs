using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.Publishers;
using TrustedPublishing.TokenExchange.Tests.Service;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Tokens;

public sealed class TokenPatternTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly KeyRing Ring = new([RingKey.Generate(Now.AddDays(-1))]);
    private static readonly TokenPattern Pattern = new("tpa-");

    [Theory]
    [InlineData("a", 1)]
    [InlineData("localhost:8080", 1)]
    [InlineData("packages.example.org", 3)]
    [InlineData("packages.example.org:65535", 100)]
    [InlineData("a-host-of-63-characters-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1)]
    [InlineData("a-host-of-64-characters-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1)]
    [InlineData("127", 1)]
    [InlineData("128", 1)]
    [InlineData("192", 1)]
    [InlineData("253", 1)]
    public void Finds_every_token_and_every_narrowed_copy(string location, int projects)
    {
        var host = int.TryParse(location, out var length) ? new string('h', length) : location;
        var token = Mint(host, projects);

        Assert.True(Pattern.IsIn(token));
        Assert.True(Pattern.IsIn(ExchangeStack.Narrow(token, "[1,[\"a\"]]")));
        Assert.True(Pattern.IsIn(ExchangeStack.Narrow(token, "[0,1,0]", "[2,[]]", "whatever")));
        Assert.True(Pattern.IsIn($"TWINE_PASSWORD={token}\n"));
        Assert.True(Pattern.IsIn($"https://x.example/?t%3D{token}&u=1"));
        Assert.Equal(token, Regex.Match($"\"{token}\",", Pattern.ToString()).Value);
    }

    public static TheoryData<string> Others() =>
    [
        "",
        "tpa-",
        "tpa-AgE",
        "tpa-AgEUcGFja2FnZXMuZXhhbXBsZS5vcmcCMzEu",
        "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMAAC" + new string('A', 400),
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ." + new string('A', 600) + "." + new string('b', 342),
        "npm_" + new string('a', 300),
        "tpa-" + new string('A', 400),
        "tpa-" + new string('0', 400),
        "tpa-AgI" + new string('A', 400),
        "tpa-AQE" + new string('A', 400),
        "tpa_AgE" + new string('A', 400),
        "TPA-AGE" + new string('A', 400),
        "tpa-AgE" + new string('A', 279),
        "tpa-AgE" + string.Concat(Enumerable.Repeat("AAAAAAAAAA ", 40)),
        "tpa-AgE" + string.Concat(Enumerable.Repeat("AAAA+/", 80)),
        string.Concat(Enumerable.Repeat("0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c", 20)),
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Finds_nothing_else(string text) => Assert.False(Pattern.IsIn(text));

    [Fact]
    public void Half_a_token_of_one_project_is_no_token()
    {
        var token = Mint("packages.example.org", 1);

        Assert.False(Pattern.IsIn(token[..(token.Length / 2)]));
    }

    [Fact]
    public void The_page_about_tokens_tells_it()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/tokens.md"));

        Assert.Contains($"\n{Pattern}\n", page, StringComparison.Ordinal);
        var beginning = Regex.Match(page, "`(tpa-AgE[A-Za-z0-9_-]+)`").Groups[1].Value;
        Assert.StartsWith(beginning, Mint("packages.example.org", 1), StringComparison.Ordinal);
        Assert.False(Mint("packages.example.com", 1).StartsWith(beginning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_prefix_is_text_and_no_expression()
    {
        var dashed = new TokenPattern("my_org-9-");

        Assert.True(dashed.IsIn("my_org-9-AgE" + new string('A', 280)));
        Assert.False(dashed.IsIn("my_orgx9-AgE" + new string('A', 280)));
    }

    private static string Mint(string location, int projects) =>
        new TokenMint(Ring, new TokenShape("installation-1", location, "main", "tpa-", TimeSpan.FromMinutes(15))).Draft(
            new TrustedPublisher
            {
                Id = Guid.NewGuid(),
                Revision = 1,
                Provider = "google",
                Issuer = "https://accounts.google.com",
                Rule = SampleRule.Of(),
                Projects = [.. Enumerable.Range(0, projects).Select(i => new PublisherProject(Guid.NewGuid(), $"Sample{i}", $"sample{i}"))],
            },
            Guid.NewGuid(),
            Now).Text.Reveal();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
