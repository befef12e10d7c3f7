using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Lookup;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.JwksCache.Storage;

namespace TrustedPublishing.JwksCache.Tests.Lookup;

public sealed class KeyRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan StaleLimit = TimeSpan.FromHours(24);

    /// <summary>
    /// Ages are in minutes; a set is fresh for 10. <c>fetch</c> is the number of the set's fetch, <c>arrival</c> how many had begun
    /// when the request arrived, <c>wait</c> the minutes until a failing issuer may be asked again.
    /// </summary>
    [Theory]
    // A key that is known.
    [InlineData("known", 1.0, 1, 1, null, "found")]
    [InlineData("known", 9.9, 1, 1, null, "found")]
    [InlineData("known", 10.0, 1, 1, null, "fetch: Age")]
    [InlineData("known", 10.0, 1, 1, 1.0, "found")]
    [InlineData("known", 1439.0, 1, 1, 1.0, "found")]
    [InlineData("known", 1440.0, 1, 1, 1.0, "unavailable: 60")]
    [InlineData("known", 1440.0, 1, 1, null, "fetch: Age")]
    // A clock that was set back does not make a set fresh for ever.
    [InlineData("known", -0.4, 1, 1, null, "found")]
    [InlineData("known", -5.0, 1, 1, null, "fetch: Age")]
    // A key that is not known is refused only by a set that was fetched after the request arrived.
    [InlineData("other", 0.0, 2, 1, null, "unknown")]
    [InlineData("other", 0.0, 1, 1, null, "fetch: UnknownKey")]
    [InlineData("other", 0.0, 1, 2, null, "fetch: UnknownKey")]
    [InlineData("other", 0.0, 1, 1, 1.0, "fetch: UnknownKey")]
    [InlineData("other", 20.0, 1, 1, null, "fetch: Age")]
    [InlineData("other", 20.0, 1, 1, 0.5, "unavailable: 30")]
    // A key id is compared byte for byte.
    [InlineData("KNOWN", 0.0, 1, 1, null, "fetch: UnknownKey")]
    public void With_a_set(string keyId, double age, long fetch, long arrival, double? wait, string expected) =>
        Assert.Equal(expected, Show(KeyRule.Decide(State(age, fetch, wait), keyId, arrival, Now, StaleLimit)));

    [Theory]
    [InlineData(null, "fetch: Age")]
    [InlineData(0.0, "fetch: Age")]
    [InlineData(0.2, "unavailable: 12")]
    public void Without_a_set(double? wait, string expected) =>
        Assert.Equal(expected, Show(KeyRule.Decide(State(null, 0, wait), "known", 0, Now, StaleLimit)));

    [Theory]
    [InlineData("known", 20.0, 1, 1, null, "found")]
    [InlineData("known", 1440.0, 1, 1, null, "unavailable: 7")]
    [InlineData("other", 0.0, 1, 1, null, "unavailable: 7")]
    [InlineData("other", 20.0, 1, 1, null, "unavailable: 7")]
    [InlineData("other", 20.0, 1, 1, 0.5, "unavailable: 30")]
    [InlineData("other", 0.0, 2, 1, null, "unknown")]
    public void When_no_further_fetch_is_to_be_had(string keyId, double age, long fetch, long arrival, double? wait, string expected) =>
        Assert.Equal(expected, Show(KeyRule.Settle(State(age, fetch, wait), keyId, arrival, Now, StaleLimit, TimeSpan.FromSeconds(7))));

    [Fact]
    public void The_answer_says_when_the_set_was_fetched()
    {
        var found = Assert.IsType<KeyAnswer.Found>(KeyRule.Decide(State(3, 1, null), "known", 1, Now, StaleLimit));

        Assert.Equal(("known", Now.AddMinutes(-3)), (found.Key.KeyId, found.ConfirmedAt));
    }

    private static IssuerState State(double? age, long fetch, double? wait) => new()
    {
        Set = age is null ? null : new KeySet
        {
            Keys = [new SigningKey { KeyId = "known", Thumbprint = "t", Jwk = new Dictionary<string, string>() }],
            FetchedAt = Now.AddMinutes(-age.Value),
            Fetch = fetch,
            RefreshInterval = TimeSpan.FromMinutes(10),
        },
        Failure = wait is null ? null : new FetchFailure
        {
            Since = Now, LastAttemptAt = Now, Attempts = 1, Reason = "timeout", Detail = "", RetryAt = Now.AddMinutes(wait.Value),
        },
    };

    private static string Show(KeyAnswer answer) => answer switch
    {
        KeyAnswer.Found => "found",
        KeyAnswer.Unknown => "unknown",
        KeyAnswer.NeedsFetch needs => $"fetch: {needs.Reason}",
        KeyAnswer.Unavailable unavailable => $"unavailable: {unavailable.RetryAfter.TotalSeconds:0}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
