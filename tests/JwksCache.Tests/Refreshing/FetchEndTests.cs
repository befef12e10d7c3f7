using TrustedPublishing.Contracts;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Tests.Refreshing;

public sealed class FetchEndTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly ConfiguredIssuer Issuer = new("test", "https://ci.example", "github", [], false);
    private static readonly KeysOptions Limits = new();

    [Fact]
    public void A_success_replaces_the_set_and_forgets_the_failures()
    {
        var end = Ended(new FetchOutcome.Fetched([Key("a")], null), Known(["a"], age: 60) with { Failure = Failing(3), AnnouncedUnavailable = true });

        Assert.Equal(("a", Now.AddSeconds(-1), 7L), (end.Set!.Keys.Single().KeyId, end.Set.FetchedAt, end.Set.Fetch));
        Assert.Null(end.Failure);
        Assert.False(end.IsUnavailable);
        Assert.Null(end.Record);
    }

    [Fact]
    public void A_failure_keeps_the_set_and_what_was_announced()
    {
        var end = Ended(Failed(), Known(["a"], age: 1));

        Assert.Null(end.Set);
        Assert.Null(end.Announced);
        Assert.Equal((1, "timeout", Now, Now.AddSeconds(5)), (end.Failure!.Attempts, end.Failure.Reason, end.Failure.Since, end.Failure.RetryAt));
    }

    [Theory]
    // A set is fresh for 10 minutes; ages in minutes, null for no set.
    [InlineData(1.0, true, false, false)]
    [InlineData(11.0, true, false, true)]
    [InlineData(11.0, true, true, false)]
    [InlineData(null, true, false, true)]
    [InlineData(null, false, false, false)]
    public void Unavailability_is_announced_when_it_begins(double? age, bool wasAnnounced, bool alreadyUnavailable, bool announced)
    {
        var before = age is { } minutes ? Known(["a"], minutes) : new IssuerState { Announced = wasAnnounced ? [Ref("a")] : null };

        var end = Ended(Failed(), before with { AnnouncedUnavailable = alreadyUnavailable });

        Assert.Equal(announced ? "ProviderKeysUnavailable" : null, end.Record?.Type);
        Assert.Equal(announced || alreadyUnavailable, end.IsUnavailable);
    }

    [Fact]
    public void The_first_keys_are_announced_as_added()
    {
        var end = Ended(new FetchOutcome.Fetched([Key("a"), Key("b")], null), new IssuerState());

        Assert.Equal(
            """{"provider":"github","issuer":"https://ci.example","added":[{"key_id":"a","thumbprint":"a1"},{"key_id":"b","thumbprint":"b1"}],"removed":[],"current":[{"key_id":"a","thumbprint":"a1"},{"key_id":"b","thumbprint":"b1"}]}""",
            end.Record!.Body);
        Assert.Equal(("ProviderKeysChanged", Now), (end.Record.Type, end.Record.OccurredAt));
    }

    [Fact]
    public void The_same_keys_in_another_order_are_no_news() =>
        Assert.Null(Ended(new FetchOutcome.Fetched([Key("b"), Key("a")], null), Known(["a", "b"], 11)).Record);

    [Fact]
    public void Other_key_material_under_an_old_id_is_news()
    {
        var end = Ended(new FetchOutcome.Fetched([Key("a", "a2")], null), Known(["a"], 11));

        Assert.Equal(
            """{"provider":"github","issuer":"https://ci.example","added":[{"key_id":"a","thumbprint":"a2"}],"removed":[{"key_id":"a","thumbprint":"a1"}],"current":[{"key_id":"a","thumbprint":"a2"}]}""",
            end.Record!.Body);
    }

    [Fact]
    public void A_change_is_told_from_what_was_announced_and_not_from_what_is_cached()
    {
        var crashed = Known(["new"], 11) with { Announced = [Ref("old")] };

        Assert.Equal("ProviderKeysChanged", Ended(new FetchOutcome.Fetched([Key("new")], null), crashed).Record?.Type);
    }

    [Theory]
    [InlineData(null, 600)]
    [InlineData(0, 60)]
    [InlineData(300, 300)]
    [InlineData(86400, 900)]
    [InlineData(-5, 60)]
    public void Cache_control_counts_within_bounds(int? maxAge, int seconds)
    {
        TimeSpan? given = maxAge is { } s ? TimeSpan.FromSeconds(s) : null;

        Assert.Equal(TimeSpan.FromSeconds(seconds), FetchEnd.RefreshInterval(given, Limits));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(5, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Failures_are_followed_by_growing_pauses(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), FetchEnd.Backoff(attempts, Limits));

    private static FetchEnd Ended(FetchOutcome outcome, IssuerState before) => FetchEnd.Of(outcome, Issuer, before, 7, Now.AddSeconds(-1), Now, Limits);

    private static FetchOutcome.Failed Failed() => new(new FetchProblem(FetchProblem.Timeout, "It did not answer."));

    private static IssuerState Known(string[] keys, double age) => new()
    {
        Set = new KeySet { Keys = [.. keys.Select(k => Key(k))], FetchedAt = Now.AddMinutes(-age), Fetch = 1, RefreshInterval = TimeSpan.FromMinutes(10) },
        Announced = [.. keys.Select(Ref)],
    };

    private static FetchFailure Failing(int attempts) =>
        new() { Since = Now.AddMinutes(-5), LastAttemptAt = Now, Attempts = attempts, Reason = "timeout", Detail = "", RetryAt = Now };

    private static SigningKeyRef Ref(string keyId) => new() { KeyId = keyId, Thumbprint = $"{keyId}1" };

    private static SigningKey Key(string keyId, string? thumbprint = null) =>
        new() { KeyId = keyId, Thumbprint = thumbprint ?? $"{keyId}1", Jwk = new Dictionary<string, string>() };
}
