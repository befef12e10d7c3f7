using TrustedPublishing.PublisherConfig.Publishers.Pinning;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class PinRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", -1, PinState.WindowOver)]
    [InlineData("", 0, PinState.WindowOver)]
    [InlineData("", 1, PinState.Pending)]
    [InlineData("repository_id=2002", -1, PinState.Pinned)]
    [InlineData("repository_id=2002", 0, PinState.Pinned)]
    [InlineData("repository_id=2002", 1, PinState.Pinned)]
    internal void The_window_ends_with_its_last_moment_outside(string pinned, int secondsLeft, PinState state) =>
        Assert.Equal(state, PinRule.StateOf(Ids(pinned), Now.AddSeconds(secondsLeft), Now));

    [Theory]
    [InlineData("", 1, "a=1", PinDecision.Pin)]
    [InlineData("", 0, "a=1", PinDecision.WindowOver)]
    [InlineData("", -1, "a=1", PinDecision.WindowOver)]
    [InlineData("a=1", 1, "a=1", PinDecision.HasThem)]
    [InlineData("a=1", -1, "a=1", PinDecision.HasThem)]
    [InlineData("a=1,b=2", -1, "b=2,a=1", PinDecision.HasThem)]
    [InlineData("a=1", 1, "a=2", PinDecision.HasOthers)]
    [InlineData("a=1", 1, "a=01", PinDecision.HasOthers)]
    [InlineData("a=1", 1, "b=1", PinDecision.HasOthers)]
    [InlineData("a=1", 1, "A=1", PinDecision.HasOthers)]
    [InlineData("a=x", 1, "a=X", PinDecision.HasOthers)]
    [InlineData("a=1", 1, "a=1,b=2", PinDecision.HasOthers)]
    [InlineData("a=1,b=2", 1, "a=1", PinDecision.HasOthers)]
    [InlineData("a=1", 1, "", PinDecision.HasOthers)]
    internal void Pins_once_and_compares_ids_as_text(string pinned, int secondsLeft, string ids, PinDecision decision) =>
        Assert.Equal(decision, PinRule.Decide(Ids(pinned), Now.AddSeconds(secondsLeft), Ids(ids), Now));

    [Theory]
    [InlineData("github", "repository_owner_id=1001,repository_id=2002", true)]
    [InlineData("github", "repository_owner_id=1001", false)]
    [InlineData("github", "repository_owner_id=1001,repository_id=", false)]
    [InlineData("github", "repository_owner_id=1001,repository_id=20 02", false)]
    [InlineData("github", "repository_owner_id=1001,repository_id=2002,actor_id=7", false)]
    [InlineData("github", "namespace_id=1001,project_id=2002", false)]
    [InlineData("github", "", false)]
    [InlineData("gitlab", "namespace_id=72,project_id=20", true)]
    [InlineData("google", "sub=109", true)]
    [InlineData("google", "", false)]
    [InlineData("activestate", "organization_id=a,project_id=b,actor_id=c", true)]
    [InlineData("activestate", "organization_id=a,project_id=b", false)]
    [InlineData("unheard", "", false)]
    [InlineData("unheard", "id=1", false)]
    public void A_pin_is_all_ids_of_the_provider_and_nothing_else(string provider, string ids, bool complete) =>
        Assert.Equal(complete, ImmutableIds.AreComplete(new TrustRules.ProviderCatalog().Of(provider), Ids(ids)));

    internal static Dictionary<string, string> Ids(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => id.Split('='))
        .ToDictionary(id => id[0], id => id[1]);
}
