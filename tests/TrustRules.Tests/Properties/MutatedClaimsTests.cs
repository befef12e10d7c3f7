using System.Text;
using System.Text.Json;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules.Tests.Cases;

namespace TrustedPublishing.TrustRules.Tests.Properties;

/// <summary>
/// Claim sets that are cut, doubled, spliced with another and spoilt in bytes, read as the exchange reads them: the rules never throw, and
/// what they accept says the same as the sample in every claim that is compared. The same mutations every time.
/// </summary>
public sealed class MutatedClaimsTests
{
    private const int Seed = 20261123;
    private const int Budget = 6_000;

    [Theory]
    [MemberData(nameof(DemandingRegistration.Providers), MemberType = typeof(DemandingRegistration))]
    public void A_mutated_claim_that_is_compared_is_never_accepted(string provider)
    {
        var demanding = DemandingRegistration.Of(provider);
        var (sample, issuer) = demanding.Sample.Run("");
        var mutator = new Mutator(Seed, Corpus(demanding.Sample));
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < Budget; i++)
        {
            if (!StrictJson.TryParse(mutator.Next(), 8, JsonValueKind.Object, out var root))
            {
                continue;
            }

            var claims = new IdTokenClaims(root);
            if (!demanding.Accepts(claims, issuer))
            {
                refused++;
                continue;
            }

            accepted++;
            Assert.All(demanding.Compared, compared => Assert.True(IsUnchanged(compared, sample, claims), $"Mutation {i} accepts {compared.Name}: {claims.Scalar(compared.Name)}"));
        }

        // Most mutations that leave JSON behind hit a claim that decides nothing.
        Assert.True(accepted > Budget / 50 && refused > Budget / 200, $"{accepted} accepted, {refused} refused.");
    }

    /// <summary>The sample, the same with other claims in it, and one that differs in all that is compared.</summary>
    private static List<byte[]> Corpus(SampleJob sample)
    {
        var other = sample.Write("").Claims;
        foreach (var compared in DemandingRegistration.All.Single(one => one.Sample == sample).Compared)
        {
            other[compared.Name] = "evil";
        }

        return [.. new[] { sample.Write("").Claims, sample.Write("a:={\"b\": [1, null, {\"c\": \"d\"}]}").Claims, other }.Select(claims => Encoding.UTF8.GetBytes(claims.ToJsonString()))];
    }

    // Older GitLab instances do not name the job's project, and without it there is nothing to compare the project's id with but its pin.
    private static bool IsUnchanged(ComparedClaim compared, IdTokenClaims sample, IdTokenClaims claims) =>
        compared.Name switch
        {
            "job_project_path" or "job_project_id" when claims.Member(compared.Name) is null => true,
            "project_id" when claims.Member("job_project_id") is null => true,
            _ => claims.Text(compared.Name) is { } text && compared.IsSame(sample.Text(compared.Name)!, text),
        };
}
