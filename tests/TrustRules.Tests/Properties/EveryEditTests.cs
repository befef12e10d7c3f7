using System.Text.Json;
using TrustedPublishing.TrustRules.Tests.Cases;

namespace TrustedPublishing.TrustRules.Tests.Properties;

/// <summary>A claim that is compared and differs in one character, wherever it stands, makes the publisher fail. All edits are tried.</summary>
public sealed class EveryEditTests
{
    // What separates, what parsers trim or unescape, what stands for other characters, and what looks like others.
    private const string Inserted = "aZ0/@.-_*? \t\n%\\:\"\u00a0\u00ad\u0131\u017f\u0301\u0430\u200b\u212a\uff0f\ufeff";

    [Theory]
    [MemberData(nameof(DemandingRegistration.Providers), MemberType = typeof(DemandingRegistration))]
    public void One_character_makes_another_claim(string provider)
    {
        var demanding = DemandingRegistration.Of(provider);
        var rule = demanding.Sample.Register(demanding.Fields);
        foreach (var compared in demanding.Compared)
        {
            var (claims, issuer) = demanding.Sample.Write("");
            var good = claims[compared.Name]!.GetValue<string>();
            foreach (var edited in Edits(good))
            {
                claims[compared.Name] = edited;
                var read = new IdTokenClaims(JsonElement.Parse(claims.ToJsonString()));

                var accepts = edited.Length > 0
                    && demanding.Sample.Provider.RefuseOutright(read) is null
                    && rule.Check(read, issuer).All(check => check.Holds);

                Assert.True(accepts == compared.IsSame(good, edited), $"{compared.Name}: {good} → {edited}");
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[VALUE]")]
    [InlineData("{\"value\": VALUE}")]
    [InlineData("[VALUE, VALUE]")]
    public void A_claim_of_another_type_is_another_claim(string json) => Assert.All(DemandingRegistration.All, demanding =>
        Assert.All(demanding.Compared, compared =>
        {
            var value = demanding.Sample.Write("").Claims[compared.Name]!.ToJsonString();
            var (claims, issuer) = demanding.Sample.Run($"{compared.Name}:={json.Replace("VALUE", value, StringComparison.Ordinal)}");

            Assert.False(demanding.Accepts(claims, issuer), compared.Name);
        }));

    [Fact]
    public void The_sample_itself_is_accepted() => Assert.All(DemandingRegistration.All, demanding =>
        Assert.Equal(ClaimCase.Holds, ClaimCase.Decide(demanding.Sample, demanding.Fields, "")));

    private static IEnumerable<string> Edits(string good)
    {
        for (var at = 0; at <= good.Length; at++)
        {
            foreach (var inserted in Inserted)
            {
                yield return good.Insert(at, inserted.ToString());
            }

            if (at == good.Length)
            {
                yield break;
            }

            yield return good.Remove(at, 1);
            foreach (var replacement in Replacements(good[at]))
            {
                yield return string.Concat(good.AsSpan(0, at), [replacement], good.AsSpan(at + 1));
            }
        }
    }

    /// <summary>Its neighbours, its other case, every bit of it flipped, and everything that is inserted.</summary>
    private static IEnumerable<char> Replacements(char original) =>
        Enumerable.Range(0, 16).Select(bit => (char)(original ^ (1 << bit)))
            .Concat([(char)(original + 1), (char)(original - 1), char.ToUpperInvariant(original), char.ToLowerInvariant(original)])
            .Concat(Inserted)
            .Where(replacement => replacement != original && replacement != '\0' && !char.IsSurrogate(replacement))
            .Distinct();
}
