using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace TrustedPublishing.TrustRules.Tests;

public sealed class GlobTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("*", "main")]
    [InlineData("*", "")]
    [InlineData("**", "")]
    [InlineData("**", "a/b/c")]
    [InlineData("refs/tags/v*", "refs/tags/v")]
    [InlineData("refs/tags/v*", "refs/tags/v1.2.3")]
    [InlineData("refs/tags/v?", "refs/tags/v1")]
    [InlineData("refs/heads/**", "refs/heads/a/b")]
    [InlineData("refs/**/end", "refs/a/b/end")]
    [InlineData("a*b*c", "abbc")]
    [InlineData("a.c", "a.c")]
    [InlineData("[ab]", "[ab]")]
    public void Matches(string pattern, string value) => Assert.True(Glob.Matches(pattern, value));

    [Theory]
    [InlineData("main", "mainx")]
    [InlineData("main", "xmain")]
    [InlineData("main", "Main")]
    [InlineData("main", "")]
    [InlineData("", "main")]
    [InlineData("*", "a/b")]
    [InlineData("?", "/")]
    [InlineData("?", "")]
    [InlineData("?", "ab")]
    [InlineData("refs/tags/v*", "refs/tags/v1/x")]
    [InlineData("refs/tags/v*", "refs/heads/refs/tags/v1")]
    [InlineData("refs/tags/v*", "refs/tags/V1")]
    [InlineData("refs/heads/*", "refs/heads/a/b")]
    [InlineData("refs/**/end", "refs/end")]
    [InlineData("a.c", "abc")]
    [InlineData("[ab]", "a")]
    [InlineData("a|b", "a")]
    [InlineData("^main$", "main")]
    [InlineData("main", "main\n")]
    public void Does_not_match(string pattern, string value) => Assert.False(Glob.Matches(pattern, value));

    [Fact]
    public void A_pattern_of_many_stars_is_answered_at_once() =>
        Assert.False(Glob.Matches(string.Concat(Enumerable.Repeat("*a", 500)) + "b", new string('a', 16_000)));

    [Property(MaxTest = 2000)]
    public Property Equals_a_naive_matcher()
    {
        var pattern = Gen.Elements("a", "b", "/", "?", "*", "**").ListOf(6).Select(string.Concat);
        var value = Gen.Elements("a", "b", "/").ListOf(6).Select(string.Concat);
        return Prop.ForAll(pattern.Zip(value).ToArbitrary(), pair => Assert.Equal(Naive(pair.Item1, pair.Item2), Glob.Matches(pair.Item1, pair.Item2)));
    }

    /// <summary>As it is explained to people, without a thought about time.</summary>
    private static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value)
    {
        if (pattern.IsEmpty)
        {
            return value.IsEmpty;
        }

        if (pattern.StartsWith("*"))
        {
            var isAny = pattern.StartsWith("**");
            var rest = pattern[(isAny ? 2 : 1)..];
            return Naive(rest, value) || (!value.IsEmpty && (isAny || value[0] != '/') && Naive(pattern, value[1..]));
        }

        return !value.IsEmpty && (pattern[0] == '?' ? value[0] != '/' : value[0] == pattern[0]) && Naive(pattern[1..], value[1..]);
    }
}
