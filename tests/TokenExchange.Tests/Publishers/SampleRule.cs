using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

/// <summary>What a publisher of a service account demands, for tests in which it does not matter what that is.</summary>
internal static class SampleRule
{
    public static PublisherRule Of(string email = "publisher@sample.iam.gserviceaccount.com") =>
        new ProviderCatalog().Of("google").ReadRule(new Dictionary<string, string> { ["email"] = email })!;
}
