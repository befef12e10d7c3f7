using TrustedPublishing.JwksCache.Fetching;

namespace TrustedPublishing.JwksCache.Tests.Fetching;

public sealed class FreshnessTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("public", null, null)]
    [InlineData("max-age=300", null, 300)]
    [InlineData("public, max-age=300, must-revalidate", null, 300)]
    [InlineData("max-age=300, s-maxage=60", null, 60)]
    [InlineData("s-maxage=600, max-age=300", null, 600)]
    [InlineData("max-age=0", null, 0)]
    [InlineData("no-cache", null, 0)]
    [InlineData("no-store", null, 0)]
    [InlineData("no-cache, max-age=300", null, 0)]
    [InlineData("private, max-age=300", null, 300)]
    [InlineData("max-age=300", 100, 200)]
    [InlineData("max-age=300", 300, 0)]
    [InlineData("max-age=300", 4000, 0)]
    [InlineData("public", 100, null)]
    public void Is_what_the_headers_say(string? cacheControl, int? age, int? seconds)
    {
        using var response = new HttpResponseMessage();
        if (cacheControl is not null)
        {
            response.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        }

        response.Headers.Age = age is { } given ? TimeSpan.FromSeconds(given) : null;

        Assert.Equal(seconds, Freshness.Of(response.Headers)?.TotalSeconds is { } s ? (int)s : null);
    }

    [Theory]
    [InlineData("max-age=-5")]
    [InlineData("max-age=soon")]
    [InlineData("max-age=99999999999999999999")]
    [InlineData("max-age")]
    [InlineData("\u0001")]
    public void Nonsense_counts_as_nothing_or_as_bounds_allow(string cacheControl)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);

        Assert.InRange(TrustedPublishing.JwksCache.Refreshing.FetchEnd.RefreshInterval(Freshness.Of(response.Headers), new KeysOptions()), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
    }
}
