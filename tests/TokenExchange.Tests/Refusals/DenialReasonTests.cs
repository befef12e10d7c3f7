using System.Runtime.CompilerServices;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Refusals;

public sealed class DenialReasonTests
{
    [Fact]
    public void Every_reason_is_documented_with_its_code_on_the_wire()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/denial-reasons.md"));

        Assert.All(DenialReason.All, reason =>
            Assert.Contains($"| `{reason.Code}` | `{FailureAnswer.Of(reason, null).Errors[0].Code}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Codes_are_unique_and_spelt_alike()
    {
        Assert.Equal(DenialReason.All.Count, DenialReason.All.Select(reason => reason.Code).Distinct().Count());
        Assert.All(DenialReason.All, reason => Assert.Matches("^[a-z]+(_[a-z]+)*$", reason.Code));
    }

    [Fact]
    public void A_description_ends_with_the_code() => Assert.Equal(
        "The workflow has a trusted publisher, but for another environment. The registered environment is \"pypi\". (environment_mismatch)",
        FailureAnswer.Of(DenialReason.EnvironmentMismatch, "The registered environment is \"pypi\".").Errors[0].Description);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
