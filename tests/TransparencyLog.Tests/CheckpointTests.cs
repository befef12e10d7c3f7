namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void Its_text_is_that_of_the_specification()
    {
        var checkpoint = new Checkpoint("example.com/behind-the-sofa", 20_852_163, Convert.FromBase64String(Root));

        Assert.Equal($"example.com/behind-the-sofa\n20852163\n{Root}\n", checkpoint.ToString());
        Assert.True(Checkpoint.TryParse(checkpoint.ToString(), out var read));
        Assert.Equal(("example.com/behind-the-sofa", 20_852_163), (read.Origin, read.Size));
        Assert.Equal(checkpoint.Root, read.Root);
    }

    [Fact]
    public void Extensions_are_let_pass() => Assert.True(Checkpoint.TryParse($"log\n1\n{Root}\nextension\n", out _));

    [Theory]
    [InlineData("")]
    [InlineData("log\n1\n")]
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("log\n01\n" + Root + "\n")]
    [InlineData("log\n-1\n" + Root + "\n")]
    [InlineData("log\n+1\n" + Root + "\n")]
    [InlineData("log\n 1\n" + Root + "\n")]
    [InlineData("log\n99999999999999999999\n" + Root + "\n")]
    [InlineData("log\n1\nAAAA\n")]
    [InlineData("log\n1\n" + Root + "AAAA\n")]
    [InlineData("log\n1\n" + Root)]
    public void What_is_no_checkpoint_is_not_read(string text) => Assert.False(Checkpoint.TryParse(text, out _));
}
