using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace TrustedPublishing.JwksCache.Tests;

public sealed class KeysOptionsTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public void The_defaults_hold(string environment) => Assert.True(Validate(environment, _ => { }).Succeeded);

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Staging", false)]
    [InlineData("Production", false)]
    public void A_short_cooldown_is_for_Development(string environment, bool allowed) =>
        Assert.Equal(allowed, Validate(environment, o => o.UnknownKeyCooldown = TimeSpan.FromSeconds(5)).Succeeded);

    [Fact]
    public void Nonsense_stops_the_start()
    {
        Action<KeysOptions>[] nonsense =
        [
            o => o.MinimumRefreshInterval = TimeSpan.Zero,
            o => o.DefaultRefreshInterval = TimeSpan.FromSeconds(1),
            o => o.MaximumRefreshInterval = TimeSpan.FromMinutes(5),
            o => o.UnknownKeyCooldown = TimeSpan.FromSeconds(-1),
            o => o.StaleLimit = TimeSpan.FromMinutes(1),
            o => o.StaleLimit = TimeSpan.FromDays(30),
            o => o.LongestUnchanged = TimeSpan.Zero,
            o => o.LongestUnchanged = TimeSpan.FromDays(2),
            o => o.LongestBackoff = TimeSpan.FromSeconds(1),
            o => o.DocumentTimeLimit = TimeSpan.FromMinutes(5),
            o => o.DocumentSizeLimit = 0,
            o => o.DocumentSizeLimit = int.MaxValue,
            o => o.MaximumKeys = 0,
            o => o.AnswerTimeLimit = TimeSpan.Zero,
        ];

        Assert.All(nonsense, change => Assert.True(Validate("Production", change).Failed));
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(string environment, Action<KeysOptions> change)
    {
        var options = new KeysOptions();
        change(options);
        return new KeysOptionsRules(new HostingEnvironment { EnvironmentName = environment, ContentRootFileProvider = new NullFileProvider() }).Validate(null, options);
    }
}
