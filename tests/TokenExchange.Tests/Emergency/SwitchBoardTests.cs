using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Emergency;

public sealed class SwitchBoardTests
{
    private const string Issuer = "https://gitlab.example";

    private static readonly EmergencySwitch Stop = new()
    {
        Id = Guid.NewGuid(),
        Kind = SwitchKind.StopMinting,
        Reason = "r",
        SetBy = "b",
        SetAt = DateTimeOffset.UtcNow,
    };

    private static readonly EmergencySwitch OfIssuer = Stop with { Kind = SwitchKind.DistrustIssuer, Issuer = Issuer };
    private static readonly EmergencySwitch OfKeyId = Stop with { Kind = SwitchKind.DistrustKey, Issuer = Issuer, KeyId = "k" };
    private static readonly EmergencySwitch OfThumbprint = Stop with { Kind = SwitchKind.DistrustKey, Issuer = Issuer, Thumbprint = "t" };

    [Fact]
    public void No_switch_forbids_nothing()
    {
        Assert.Null(SwitchBoard.Empty.Forbids(Issuer));
        Assert.Null(SwitchBoard.Empty.Forbids(Issuer, "k", "t"));
        Assert.False(SwitchBoard.Empty.StopsMinting);
    }

    [Fact]
    public void A_stop_forbids_everything_before_all_else()
    {
        var board = new SwitchBoard([OfKeyId, OfIssuer, Stop]);

        Assert.True(board.StopsMinting);
        Assert.Equal(DenialReason.MintingStopped, board.Forbids("https://other.example"));
        Assert.Equal(DenialReason.MintingStopped, board.Forbids(Issuer, "k", "t"));
    }

    [Theory]
    [InlineData("https://gitlab.example", true)]
    [InlineData("https://gitlab.example/", false)]
    [InlineData("https://GitLab.example", false)]
    [InlineData("https://gitlab.example.org", false)]
    [InlineData("", false)]
    public void A_distrusted_issuer_is_compared_byte_for_byte(string issuer, bool isForbidden)
    {
        var board = new SwitchBoard([OfIssuer]);

        Assert.Equal(isForbidden ? DenialReason.IssuerDistrusted : null, board.Forbids(issuer));
        Assert.Equal(isForbidden ? DenialReason.IssuerDistrusted : null, board.Forbids(issuer, "any", "any"));
    }

    [Theory]
    [InlineData(Issuer, "k", "other", true)]
    [InlineData(Issuer, "other", "t", true)]
    [InlineData(Issuer, "K", "T", false)]
    [InlineData(Issuer, "t", "k", false)]
    [InlineData("https://other.example", "k", "t", false)]
    public void A_distrusted_key_is_found_by_either_name_at_its_issuer_only(string issuer, string keyId, string thumbprint, bool isForbidden)
    {
        var board = new SwitchBoard([OfKeyId, OfThumbprint]);

        Assert.Equal(isForbidden ? DenialReason.KeyDistrusted : null, board.Forbids(issuer, keyId, thumbprint));
        Assert.Null(board.Forbids(issuer));
    }

    [Theory]
    [InlineData("stop-minting", null, null, null, true)]
    [InlineData("stop-minting", Issuer, null, null, false)]
    [InlineData("stop-minting", null, "k", null, false)]
    [InlineData("distrust-issuer", Issuer, null, null, true)]
    [InlineData("distrust-issuer", null, null, null, false)]
    [InlineData("distrust-issuer", "", null, null, false)]
    [InlineData("distrust-issuer", Issuer, "k", null, false)]
    [InlineData("distrust-key", Issuer, "k", null, true)]
    [InlineData("distrust-key", Issuer, null, "t", true)]
    [InlineData("distrust-key", Issuer, "k", "t", false)]
    [InlineData("distrust-key", Issuer, null, null, false)]
    [InlineData("distrust-key", null, "k", null, false)]
    [InlineData("distrust-key", Issuer, "", null, false)]
    [InlineData("distrust-key", Issuer, "k\0", null, false)]
    [InlineData("distrust-key", Issuer, null, "12345678901234567890123456789012345678901234", false)]
    [InlineData("Stop-Minting", null, null, null, false)]
    [InlineData("", null, null, null, false)]
    [InlineData(null, null, null, null, false)]
    public void A_request_names_what_its_kind_needs_and_nothing_else(string? kind, string? issuer, string? keyId, string? thumbprint, bool isGood) =>
        Assert.Equal(isGood, new SetSwitchRequest(kind, issuer, keyId, thumbprint, "because", "admin-token").ToSwitch(Guid.NewGuid(), DateTimeOffset.UtcNow) is not null);

    [Theory]
    [InlineData(null, "b")]
    [InlineData("", "b")]
    [InlineData(" ", "b")]
    [InlineData("r\0", "b")]
    [InlineData("r", null)]
    [InlineData("r", "")]
    public void A_request_says_why_and_who(string? reason, string? by)
    {
        Assert.Null(new SetSwitchRequest("stop-minting", null, null, null, reason, by).ToSwitch(Guid.NewGuid(), DateTimeOffset.UtcNow));
        Assert.Null(new RevokeTokensRequest(Guid.NewGuid(), null, reason, by).ToScope());
    }

    [Fact]
    public void A_revocation_is_of_one_publisher_or_of_one_provider()
    {
        Assert.IsType<TokenScopeToRevoke.OfPublisher>(new RevokeTokensRequest(Guid.NewGuid(), null, "r", "b").ToScope());
        Assert.IsType<TokenScopeToRevoke.OfProvider>(new RevokeTokensRequest(null, "github", "r", "b").ToScope());
        Assert.Null(new RevokeTokensRequest(null, null, "r", "b").ToScope());
        Assert.Null(new RevokeTokensRequest(Guid.NewGuid(), "github", "r", "b").ToScope());
        Assert.Null(new RevokeTokensRequest(null, "", "r", "b").ToScope());
        Assert.Null(new RevokeTokensRequest(null, new string('p', 33), "r", "b").ToScope());
        Assert.Null(new RevokeTokensRequest(null, "github", new string('r', 501), "b").ToScope());
    }
}
