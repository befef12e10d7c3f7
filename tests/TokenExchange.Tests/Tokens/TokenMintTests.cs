using System.Buffers.Text;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tests.Publishers;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Tokens;

public sealed class TokenMintTests
{
    private static readonly DateTimeOffset Now = SampleClaims.Now;
    private static readonly RingKey Key = new("00112233445566ff", [.. Enumerable.Range(0, 32).Select(i => (byte)i)], Now.AddDays(-1), null);
    private static readonly TokenShape Shape = new("installation-1", "registry.example.org", "main", "tpa-", TimeSpan.FromMinutes(15));

    private readonly PublisherProject one = new(Guid.NewGuid(), "Sample", "sample");
    private readonly PublisherProject two = new(Guid.NewGuid(), "Other.One", "other-one");
    private readonly Guid tokenId = Guid.NewGuid();
    private readonly TokenMint mint = new(new KeyRing([Key]), Shape);

    [Fact]
    public void A_token_lives_15_minutes_and_covers_the_publishers_projects()
    {
        var publisher = Publisher();
        var draft = mint.Draft(publisher, tokenId, Now.AddMilliseconds(700));

        var proven = mint.Prove(draft.Text.Reveal(), Now)!;

        Assert.Equal(Now.AddMinutes(15), draft.ExpiresAt);
        Assert.Equal(tokenId, proven.TokenId);
        Assert.Equal(publisher.Id, proven.Scope.PublisherId);
        Assert.True(proven.Scope.Covers(one.Id, one.NormalizedName));
        Assert.True(proven.Scope.Covers(two.Id, two.NormalizedName));
        Assert.False(proven.Scope.Covers(Guid.NewGuid(), "sample"));
    }

    [Fact]
    public void A_token_has_the_look_of_PyPIs_and_never_prints_itself()
    {
        var draft = mint.Draft(Publisher(), tokenId, Now);

        Assert.Matches("^tpa-[A-Za-z0-9_-]{85,}$", draft.Text.Reveal());
        Assert.Equal("ApiToken", draft.Text.ToString());
        Assert.DoesNotContain(draft.Text.Reveal(), draft.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(900)]
    [InlineData(901)]
    public void Refuses_a_token_outside_its_time(int seconds)
    {
        var text = mint.Draft(Publisher(), tokenId, Now).Text.Reveal();

        Assert.Null(mint.Prove(text, Now.AddSeconds(seconds)));
    }

    [Fact]
    public void A_holder_can_narrow_a_token()
    {
        var text = Narrow(mint.Draft(Publisher(), tokenId, Now), $"[0,{Now.ToUnixTimeSeconds() + 60},{Now.ToUnixTimeSeconds() + 10}]", "[1,[\"sample\"]]");

        Assert.Null(mint.Prove(text, Now.AddSeconds(9)));
        Assert.Null(mint.Prove(text, Now.AddSeconds(60)));
        var scope = mint.Prove(text, Now.AddSeconds(30))!.Scope;
        Assert.True(scope.Covers(one.Id, "sample"));
        Assert.False(scope.Covers(two.Id, "other-one"));
    }

    [Fact]
    public void A_holder_cannot_widen_a_token()
    {
        var draft = mint.Draft(Publisher(), tokenId, Now);
        var other = Guid.NewGuid();

        Assert.Null(mint.Prove(Narrow(draft, $"[0,{Now.ToUnixTimeSeconds() + 86400},0]"), Now.AddMinutes(15)));
        Assert.False(mint.Prove(Narrow(draft, $"[2,[\"{other}\"]]"), Now)!.Scope.Covers(other, "sample"));
        Assert.Null(mint.Prove(Narrow(draft, $"[4,\"{other}\",null]"), Now));
    }

    [Theory]
    [InlineData("[3,\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\"]")]
    [InlineData("[5]")]
    [InlineData("anything")]
    public void A_caveat_that_is_not_understood_refuses_the_token(string caveat) =>
        Assert.Null(mint.Prove(Narrow(mint.Draft(Publisher(), tokenId, Now), caveat), Now));

    [Fact]
    public void A_macaroon_signed_by_the_ring_but_without_our_caveats_is_no_token()
    {
        var root = KeyRing.RootKey(Key, Shape.InstallationId, Shape.Target, tokenId);
        var bare = Macaroon.Create(root, "", new TokenIdentifier(Key.Id, tokenId).ToBytes());

        Assert.Null(mint.Prove(mint.Encode(bare).Reveal(), Now));
        Assert.Null(mint.Prove(mint.Encode(bare.With($"[4,\"{Guid.NewGuid()}\",null]")).Reveal(), Now));
    }

    [Fact]
    public void Each_part_of_the_context_gives_another_root_key()
    {
        byte[][] keys =
        [
            KeyRing.RootKey(Key, "installation-1", "main", tokenId),
            KeyRing.RootKey(Key, "installation-2", "main", tokenId),
            KeyRing.RootKey(Key, "installation-1", "other", tokenId),
            KeyRing.RootKey(Key, "installation-1", "main", Guid.NewGuid()),
            KeyRing.RootKey(Key, "installation-1m", "ain", tokenId),
        ];

        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Tokens_of_another_installation_target_or_ring_are_refused()
    {
        var text = mint.Draft(Publisher(), tokenId, Now).Text.Reveal();
        var otherRing = new KeyRing([Key with { Secret = new byte[32] }]);
        var retired = new KeyRing([Key with { RetiredAt = Now }]);

        Assert.Null(new TokenMint(new KeyRing([Key]), Shape with { InstallationId = "installation-2" }).Prove(text, Now));
        Assert.Null(new TokenMint(new KeyRing([Key]), Shape with { Target = "other" }).Prove(text, Now));
        Assert.Null(new TokenMint(new KeyRing([Key]), Shape with { Prefix = "xyz-" }).Prove(text, Now));
        Assert.Null(new TokenMint(otherRing, Shape).Prove(text, Now));
        Assert.Null(new TokenMint(retired, Shape).Prove(text, Now));
        Assert.Null(new TokenMint(new KeyRing([RingKey.Generate(Now)]), Shape).Prove(text, Now));
    }

    [Fact]
    public void The_newest_key_that_is_in_use_signs_and_older_ones_still_verify()
    {
        var old = mint.Draft(Publisher(), tokenId, Now).Text.Reveal();
        var next = RingKey.Generate(Now.AddHours(1));
        var both = new TokenMint(new KeyRing([Key, next]), Shape);

        Assert.Equal(Key, new KeyRing([Key, next]).ActiveAt(Now));
        Assert.Equal(next, new KeyRing([Key, next]).ActiveAt(Now.AddHours(1)));
        Assert.NotNull(both.Prove(old, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tpa-")]
    [InlineData("tpa-AgEI")]
    [InlineData("pypi-AgEIcHlwaS5vcmc")]
    [InlineData("TPA-AgEI")]
    [InlineData("tpa-====")]
    public void Refuses_what_is_no_token(string text) => Assert.Null(mint.Prove(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.00112233445566ff")]
    [InlineData("2.00112233445566ff.0199aef2c8a1742b8f3c0d5e6f7a8b9c")]
    [InlineData("1.00112233445566ff.0199AEF2c8a1742b8f3c0d5e6f7a8b9c")]
    [InlineData("1.00112233445566ff.0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c")]
    [InlineData("1.00112233445566ff.0199aef2c8a1742b8f3c0d5e6f7a8b9c.")]
    [InlineData("1.short.0199aef2c8a1742b8f3c0d5e6f7a8b9c")]
    public void Refuses_an_identifier_that_is_not_of_version_1(string identifier) =>
        Assert.Null(TokenIdentifier.Parse(System.Text.Encoding.UTF8.GetBytes(identifier)));

    private string Narrow(DraftToken draft, params string[] caveats)
    {
        var macaroon = MacaroonFormat.Read(Base64Url.DecodeFromChars(draft.Text.Reveal().AsSpan("tpa-".Length)))!;
        return mint.Encode(caveats.Aggregate(macaroon, (narrowed, caveat) => narrowed.With(caveat))).Reveal();
    }

    private TrustedPublisher Publisher() => new()
    {
        Id = Guid.NewGuid(),
        Revision = 1,
        Provider = "google",
        Issuer = "https://accounts.google.com",
        Rule = SampleRule.Of(),
        Projects = [one, two],
    };
}
