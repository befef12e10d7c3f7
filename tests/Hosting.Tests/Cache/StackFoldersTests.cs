using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Tests.Cache;

public sealed class StackFoldersTests
{
    [Fact]
    public void A_setting_wins_and_is_made_absolute()
    {
        Assert.Equal("/srv/cache", StackFolders.Cache(key => key == "Stack:CacheFolder" ? "/srv/../srv/cache" : null).Path);
        Assert.Equal("/srv/state", StackFolders.State(key => key == "Stack:StateFolder" ? "/srv/state/." : null).TrimEnd('/'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_setting_is_none(string setting)
    {
        Assert.Equal(StackFolders.Cache(_ => null).Path, StackFolders.Cache(_ => setting).Path);
        Assert.Equal(StackFolders.State(_ => null), StackFolders.State(_ => setting));
    }
}
