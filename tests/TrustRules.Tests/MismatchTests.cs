using System.Text.Json;

namespace TrustedPublishing.TrustRules.Tests;

/// <summary>What the owner of a registration reads about a claim that is not as expected.</summary>
public sealed class MismatchTests
{
    [Theory]
    [InlineData("""{}""", "The ID token has no claim \"environment\"; expected is \"release\".")]
    [InlineData("""{"environment":null}""", "The ID token has no claim \"environment\"; expected is \"release\".")]
    [InlineData("""{"environment":""}""", "The ID token has no claim \"environment\"; expected is \"release\".")]
    [InlineData("""{"environment":7}""", "The claim \"environment\" is \"7\"; expected is \"release\". It is not text.")]
    [InlineData("""{"environment":["release"]}""", "The claim \"environment\" is \"[\"release\"]\"; expected is \"release\". It is not text.")]
    [InlineData("""{"environment":"staging"}""", "The claim \"environment\" is \"staging\"; expected is \"release\".")]
    [InlineData("""{"environment":"Release"}""", "The claim \"environment\" is \"Release\"; expected is \"release\". Only upper and lower case differ, and they count here.")]
    [InlineData("""{"environment":" release"}""", "The claim \"environment\" is \" release\"; expected is \"release\". It has blanks at its ends.")]
    [InlineData("""{"environment":"release/"}""", "The claim \"environment\" is \"release/\"; expected is \"release\". Only a slash at the end differs, and it counts.")]
    [InlineData("""{"environment":"rеlease"}""", "The claim \"environment\" is \"rеlease\"; expected is \"release\". It holds the character U+0435, which may look like another one.")]
    [InlineData("""{"environment":"release\u200b"}""", "The claim \"environment\" is \"release\u200b\"; expected is \"release\". It holds the character U+200B, which may look like another one.")]
    public void Says_what_was_expected_what_came_and_how_they_differ(string claims, string words)
    {
        var check = ClaimCheck.Exact(new IdTokenClaims(JsonElement.Parse(claims)), "environment", "release", DenialReason.EnvironmentMismatch);

        Assert.Equal(words, check.Mismatch!.Explain());
    }

    [Fact]
    public void Names_every_alternative() => Assert.Equal(
        "The claim \"ref\" is \"refs/heads/dev\"; expected is \"refs/heads/main\" or \"refs/tags/v*\".",
        ClaimCheck.Matches(
            new IdTokenClaims(JsonElement.Parse("""{"ref":"refs/heads/dev"}""")), "ref", ["refs/heads/main", "refs/tags/v*"], DenialReason.RefMismatch).Mismatch!.Explain());
}
