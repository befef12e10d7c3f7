using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tests.Service;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Keys;

/// <summary>The memory of keys, against a JwksCache that answers over HTTP, and a clock that a test turns.</summary>
public sealed class SigningKeysTests : IAsyncLifetime, IHttpClientFactory
{
    private const string Dead = "https://dead.example";

    private readonly FakeTimeProvider clock = new(SampleClaims.Now);
    private readonly TestIssuer issuer = new();
    private readonly TestIssuer other = new("https://other.example");
    private Neighbours neighbours = null!;
    private SigningKeys keys = null!;

    public async ValueTask InitializeAsync()
    {
        neighbours = await Neighbours.StartAsync();
        neighbours.Trust(issuer);
        neighbours.Trust(other);
        keys = new SigningKeys(new KeyQuestion(this), clock);
    }

    public async ValueTask DisposeAsync()
    {
        neighbours.SilentIssuer = null;
        await neighbours.DisposeAsync();
        issuer.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(61, 2)]
    public async Task A_key_is_used_for_less_than_a_minute_without_asking_again(int seconds, int questions)
    {
        await FindAsync(issuer);
        clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.IsType<KeyLookup.Found>(await FindAsync(issuer));
        Assert.Equal(questions, neighbours.KeyRequests);
    }

    [Fact]
    public async Task A_withdrawn_key_stops_verifying_a_minute_after_it_was_asked_for()
    {
        await FindAsync(issuer);
        neighbours.Withdraw(issuer);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.IsType<KeyLookup.Found>(await FindAsync(issuer));

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new KeyLookup.Refused(DenialReason.UnknownKey), await FindAsync(issuer));
    }

    [Fact]
    public async Task A_key_that_is_too_old_is_not_used_while_nobody_can_tell()
    {
        await FindAsync(issuer);
        neighbours.AreKeysDown = true;
        clock.Advance(IssuerKeys.MaxAge);

        var e = await Assert.ThrowsAsync<UnavailableException>(() => FindAsync(issuer));

        Assert.Equal(("keys", TimeSpan.FromSeconds(7)), (e.Cause, e.RetryAfter));
    }

    [Fact]
    public async Task A_change_of_the_issuers_keys_makes_the_next_exchange_ask_and_no_other_issuers()
    {
        await FindAsync(issuer);
        await FindAsync(other);
        neighbours.Withdraw(issuer);

        keys.Forget(issuer.Issuer);

        Assert.Equal(new KeyLookup.Refused(DenialReason.UnknownKey), await FindAsync(issuer));
        Assert.IsType<KeyLookup.Found>(await FindAsync(other));
        Assert.Equal(3, neighbours.KeyRequests);
    }

    [Fact]
    public async Task An_answer_that_may_be_older_than_a_change_is_not_kept()
    {
        neighbours.SilentIssuer = issuer.Issuer;
        var asked = FindAsync(issuer);
        await ExchangeStack.Until(() => Task.FromResult(neighbours.KeyRequests == 1));
        keys.Forget(issuer.Issuer);
        neighbours.SilentIssuer = null;
        await asked;

        await FindAsync(issuer);

        Assert.Equal(2, neighbours.KeyRequests);
    }

    [Fact]
    public async Task One_question_answers_all_who_ask_for_the_same_key()
    {
        neighbours.SilentIssuer = issuer.Issuer;
        var asked = Enumerable.Range(0, 64).Select(_ => FindAsync(issuer)).ToList();
        neighbours.SilentIssuer = null;

        Assert.All(await Task.WhenAll(asked), lookup => Assert.IsType<KeyLookup.Found>(lookup));
        Assert.Equal(1, neighbours.KeyRequests);
    }

    [Fact]
    public async Task Who_came_after_a_question_was_asked_is_not_refused_by_its_answer()
    {
        neighbours.Withdraw(issuer);
        neighbours.SilentIssuer = issuer.Issuer;
        var first = FindAsync(issuer);
        await ExchangeStack.Until(() => Task.FromResult(neighbours.KeyRequests == 1));
        var second = FindAsync(issuer);
        neighbours.SilentIssuer = null;

        await Task.WhenAll(first, second);

        Assert.Equal(2, neighbours.KeyRequests);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_starves_nobody_else()
    {
        await FindAsync(issuer);
        clock.Advance(IssuerKeys.MaxAge);
        neighbours.SilentIssuer = Dead;
        var waiting = Enumerable.Range(0, IssuerKeys.MostQuestions).Select(i => FindAsync(Dead, $"key-{i}")).ToList();

        var e = await Assert.ThrowsAsync<UnavailableException>(() => FindAsync(Dead, "one-more"));
        Assert.Equal(("overload", TimeSpan.FromSeconds(1)), (e.Cause, e.RetryAfter));
        Assert.IsType<KeyLookup.Found>(await FindAsync(issuer));
        Assert.IsType<KeyLookup.Found>(await FindAsync(other));
        Assert.All(waiting, lookup => Assert.False(lookup.IsCompleted));

        neighbours.SilentIssuer = null;
        Assert.All(await Task.WhenAll(waiting), lookup => Assert.Equal(new KeyLookup.Refused(DenialReason.UnknownKey), lookup));
    }

    [Fact]
    public async Task A_flood_of_invented_key_ids_does_not_keep_out_a_key_that_was_good_before()
    {
        await FindAsync(issuer);
        keys.Forget(issuer.Issuer);
        neighbours.SilentIssuer = issuer.Issuer;
        var flood = Enumerable.Range(0, 1000).Select(i => FindAsync(issuer.Issuer, $"invented-{i}")).ToList();
        var genuine = FindAsync(issuer);
        neighbours.SilentIssuer = null;

        Assert.IsType<KeyLookup.Found>(await genuine);
        foreach (var invented in flood)
        {
            var e = await Record.ExceptionAsync(() => invented);
            Assert.True(e is UnavailableException { Cause: "overload" } || (await invented) == new KeyLookup.Refused(DenialReason.UnknownKey));
        }

        Assert.InRange(neighbours.KeyRequests, 2, IssuerKeys.MostQuestions + 2);
    }

    [Theory]
    [InlineData("rsa&issuer=https://evil.example")]
    [InlineData("../../keys?kid=key-1")]
    [InlineData("key-1#")]
    [InlineData("key-1%00")]
    [InlineData(" key-1")]
    [InlineData("é\u2028")]
    public async Task A_key_id_is_asked_for_as_it_is(string keyId) =>
        Assert.Equal(new KeyLookup.Refused(DenialReason.UnknownKey), await FindAsync(issuer.Issuer, keyId));

    public HttpClient CreateClient(string name)
    {
        var client = new HttpClient { BaseAddress = new Uri(neighbours.Url), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Neighbours.Key);
        return client;
    }

    private Task<KeyLookup> FindAsync(TestIssuer of) => FindAsync(of.Issuer, of.KeyId);

    private Task<KeyLookup> FindAsync(string of, string keyId) => keys.FindAsync(of, keyId, TestContext.Current.CancellationToken);
}
