using System.Text.RegularExpressions;
using TrustedPublishing.Audit.Access.Tokens;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class AuditorSecretTests
{
    [Fact]
    public void Is_a_prefix_and_256_random_bits()
    {
        var secret = AuditorSecret.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

        Assert.Equal("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", secret);
        Assert.True(AuditorSecret.IsShaped(secret));
        Assert.Matches(new Regex("^tpaudit-[A-Za-z0-9_-]{43}$"), secret);
    }

    [Fact]
    public void What_is_kept_is_the_SHA_256_of_the_whole_text() =>
        Assert.Equal(
            "71ce880a2e9b4600044d4d3e61244d3c829a7059ef9d3b6cfb88d00e038d1ce1",
            Convert.ToHexStringLower(AuditorSecret.Hash("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")));

    [Theory]
    [InlineData("")]
    [InlineData("tpaudit-")]
    [InlineData("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh")]
    [InlineData("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A")]
    [InlineData("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+")]
    [InlineData("tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh\0")]
    [InlineData("TPAUDIT-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("tpa-AgEUcGFja2FnZXMuZXhhbXBsZS5vcmcCMzEuAAAAAAAAAAA")]
    public void Nothing_else_is_looked_up(string text) => Assert.False(AuditorSecret.IsShaped(text));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Less_randomness_is_a_fault(int length) => Assert.Throws<ArgumentException>(() => AuditorSecret.Of(new byte[length]));
}
