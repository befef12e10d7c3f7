using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrustedPublishing.TrustRules.Tests.Cases;

namespace TrustedPublishing.TrustRules.Tests.Properties;

/// <summary>Whatever a provider's signature may stand under, the rules answer, and the answer is found again by its identity.</summary>
public sealed class AnyClaimsTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1e400", "20", "12345678901234567890.5", "\"\"", "\" \"", "\"/\"", "\"@\"", "\"//\"", "\"octo-org/\"", "\"refs/tags/v1.2.0\"",
        "\"\\u0000\"", "\"\\u202e\"", "\"\\ud83d\\ude00\"", "[]", "[null]", "[\"a\", 1, {}]", "{}", "{\"a\": {\"b\": [[[]]]}}", "\"octo-org/sampleproject\"",
        "\"OCTO-ORG/SAMPLEPROJECT\"", "\"grp/sub/proj\"", "\"/.github/workflows/@\"", "\"octo-org/sampleproject/.github/workflows/release.yml@\"", "\"gitlab.com/\"",
    ];

    private static readonly (IProvider Provider, PublisherRule Rule)[] Rules =
        [.. DemandingRegistration.All.SelectMany(one => new[] { (one.Sample.Provider, one.Sample.Register("")), (one.Sample.Provider, one.Sample.Register(one.Fields)) })];

    [Property(MaxTest = 600)]
    public Property Nothing_throws_and_what_holds_has_the_identity_of_its_rule() => Prop.ForAll(Claims().ToArbitrary(), claims =>
    {
        foreach (var (provider, rule) in Rules)
        {
            AssertAnswers(provider, rule, claims);
        }
    });

    /// <summary>Without regard to what may be registered: names that have no case in ASCII but have one elsewhere.</summary>
    [Property(MaxTest = 1000)]
    public Property Names_that_are_one_have_one_identity()
    {
        var letter = Gen.Elements(
            "a", "A", "k", "K", "\u212a", "s", "S", "\u017f", "i", "I", "\u0131", "\u0130", "\u00df", "\u1e9e", "\u00b5", "\u03bc", "\u039c", "\u01c4", "\u01c5", "\u01c6", "\u0390", "\ufb01",
            "\ud801\udc00", "\ud801\udc28", "\u0301", ".", "-");
        var name = letter.ListOf(2).Select(string.Concat);
        return Prop.ForAll(name.Zip(name).ToArbitrary(), pair =>
        {
            var registered = new Dictionary<string, string>
            {
                ["repository_owner"] = "o", ["repository_name"] = pair.Item1, ["workflow_filename"] = "x.yml",
                ["namespace"] = "o", ["project"] = pair.Item1, ["workflow_filepath"] = "x.yml",
            };
            foreach (var sample in new[] { SampleJobs.GitHub, SampleJobs.GitLab })
            {
                var path = $"o/{pair.Item2}";
                var (claims, issuer) = sample.Run(sample == SampleJobs.GitHub ? $"@repository={path} ; @file=x.yml" : $"@project={path} ; @file=x.yml");
                var rule = sample.Provider.ReadRule(registered)!;

                Assert.True(
                    !rule.Check(claims, issuer).All(check => check.Holds) || rule.Identity == sample.Provider.IdentityOf(claims),
                    $"{pair.Item1} and {pair.Item2}");
            }
        });
    }

    private static void AssertAnswers(IProvider provider, PublisherRule rule, IdTokenClaims claims)
    {
        Assert.True(provider.Claims.FindMissing(claims) is null or { Length: > 0 });
        Assert.True(provider.RefuseOutright(claims) is null or { Reason: not null });
        Assert.NotNull(provider.AccountOf(claims));
        Assert.All([.. provider.Claims.Select(claims, ClaimRecord.Plain).Values, .. provider.Claims.Select(claims, ClaimRecord.Personal).Values],
            value => Assert.True(value.Length <= ClaimTable.MaxRecordedLength));

        foreach (var issuer in new[] { "", "://", "https://gitlab.com", "https://gitlab.com/" })
        {
            var checks = rule.Check(claims, issuer);
            Assert.NotEmpty(checks);
            Assert.All(checks, check => Assert.True(check.Holds || check.Mismatch!.Explain().Length > 0));
            Assert.True(!checks.All(check => check.Holds) || rule.Identity == provider.IdentityOf(claims));
        }
    }

    /// <summary>A sample in which some claims are gone and some are anything, as the exchange would read it.</summary>
    private static Gen<IdTokenClaims> Claims()
    {
        var names = SampleJobs.All.SelectMany(sample => sample.Provider.Claims.Rows).Select(row => row.Name).Distinct().ToArray();
        var value = Gen.OneOf(Gen.Elements(Values), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => JsonSerializer.Serialize(text.Get)));
        return Gen.Elements(SampleJobs.All.AsEnumerable()).Zip(Gen.Elements(names).Zip(value).ListOf(4)).Select(pair => Read(pair.Item1, pair.Item2));
    }

    private static IdTokenClaims Read(SampleJob sample, IEnumerable<(string Name, string Json)> changes)
    {
        var claims = sample.Write("").Claims;
        foreach (var (name, json) in changes)
        {
            claims.Remove(name);
            if (json != "false")
            {
                claims[name] = JsonNode.Parse(json);
            }
        }

        return StrictJson.TryParse(Encoding.UTF8.GetBytes(claims.ToJsonString()), 8, JsonValueKind.Object, out var root)
            ? new IdTokenClaims(root)
            : sample.Run("").Claims;
    }
}
