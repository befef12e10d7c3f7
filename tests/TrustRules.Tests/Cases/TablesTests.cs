using System.Reflection;

namespace TrustedPublishing.TrustRules.Tests.Cases;

/// <summary>The tables themselves: wide enough, each case once, and more refusals than acceptances.</summary>
public sealed class TablesTests
{
    [Theory]
    [InlineData("GitHub", 150)]
    [InlineData("GitLab", 90)]
    [InlineData("Google", 30)]
    [InlineData("ActiveState", 30)]
    public void Every_provider_has_its_cases_and_refuses_most(string provider, int atLeast)
    {
        var cases = typeof(ClaimCase).Assembly.GetTypes()
            .Where(type => type.Namespace == $"{typeof(ClaimCase).Namespace}.{provider}")
            .SelectMany(type => type.GetMethods())
            .SelectMany(test => test.GetCustomAttributes<InlineDataAttribute>().Select(row => (Test: test.Name, Row: row.Data)))
            .ToList();
        var accepted = cases.Count(one => Equals(one.Row[^1], ClaimCase.Holds));

        Assert.True(cases.Count >= atLeast, $"{cases.Count} cases");
        Assert.True(accepted > 0 && cases.Count > 3 * accepted, $"{accepted} of {cases.Count} accepted");
        Assert.Equal(cases.Count, cases.DistinctBy(one => string.Join('\u0001', [one.Test, .. one.Row])).Count());
    }

    [Fact]
    public void Every_sample_is_accepted_as_it_is_and_holds_listed_claims_only() => Assert.All(SampleJobs.All, sample =>
    {
        Assert.Equal(ClaimCase.Holds, ClaimCase.Decide(sample, "", ""));
        Assert.All(sample.Write("").Claims, claim => Assert.True(sample.Provider.Claims.Lists(claim.Key), claim.Key));
    });
}
