using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Matching;

/// <summary>Names that hold are not enough: the ids behind them have to be the pinned ones.</summary>
public sealed class PinMatchTests : IDisposable
{
    private const string Issuer = "https://token.actions.githubusercontent.com";

    private static readonly Dictionary<string, string> Ids = new() { ["repository_owner_id"] = "1001", ["repository_id"] = "2002" };

    private readonly MatchFixture github = new(new ProviderCatalog().Of("github"), Issuer);

    public void Dispose() => github.Dispose();

    [Fact]
    public void A_pinned_publisher_matches_its_ids()
    {
        var publisher = Register(Ids);

        Assert.Equal(publisher, Assert.IsType<MatchResult.Matched>(github.Match(SampleClaims.GitHub())).Publisher);
    }

    [Theory]
    [InlineData("repository_id", "2003")]
    [InlineData("repository_id", "02002")]
    [InlineData("repository_id", "2002 ")]
    [InlineData("repository_id", " 2002")]
    [InlineData("repository_id", "+2002")]
    [InlineData("repository_id", "2002.0")]
    [InlineData("repository_id", "２００２")]
    [InlineData("repository_id", "1001")]
    [InlineData("repository_owner_id", "1002")]
    [InlineData("repository_owner_id", "2002")]
    public void Another_id_is_another_repository_and_nothing_registered_is_told(string claim, string id)
    {
        var publisher = Register(Ids);

        foreach (var claims in new[] { SampleClaims.GitHub(), SampleClaims.GitHub().With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/evil.yml@refs/tags/v1.2.0") })
        {
            var refused = Assert.IsType<MatchResult.Refused>(github.Match(claims.With(claim, id)));

            Assert.Equal(DenialReason.PinnedIdMismatch, refused.Reason);
            Assert.Equal(publisher, refused.Nearest);
            Assert.False(refused.IsProven);
            Assert.StartsWith($"The claim \"{claim}\" is \"{id}\"; expected is the id that the publisher is pinned to. This is another", refused.Told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("repository_id", "2002")]
    [InlineData("repository_owner_id", "true")]
    [InlineData("repository_owner_id", "[\"1001\"]")]
    [InlineData("repository_owner_id", "null")]
    [InlineData("repository_id", "\"\"")]
    public void An_id_that_is_no_text_is_not_the_pinned_one_and_pins_nothing(string claim, string json)
    {
        var pinned = Register(Ids);
        var claims = SampleClaims.GitHub().With(claim, JsonNode.Parse(json));

        var refused = Assert.IsType<MatchResult.Refused>(github.Match(claims));
        github.Replace(pinned, pinned with { PinnedIds = new Dictionary<string, string>(), PinUntil = SampleClaims.Now.AddHours(1) });
        var unpinned = Assert.IsType<MatchResult.Refused>(github.Match(claims));

        // A provider always sends its ids: one that lacks them is refused before any publisher is looked at.
        Assert.Contains(refused.Reason, (DenialReason[])[DenialReason.ClaimMissing, DenialReason.PinnedIdMismatch]);
        Assert.Equal(DenialReason.ClaimMissing, unpinned.Reason);
    }

    [Fact]
    public void An_id_token_without_ids_is_refused_for_the_missing_claim()
    {
        Register(Ids);

        github.AssertRefuses(SampleClaims.GitHub().Without("repository_id"), DenialReason.ClaimMissing);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public void A_publisher_without_ids_waits_for_them_until_its_window_ends(int secondsLeft, bool waits)
    {
        var publisher = Register([], secondsLeft);

        var match = github.Match(SampleClaims.GitHub());

        if (waits)
        {
            var needsPin = Assert.IsType<MatchResult.NeedsPin>(match);
            Assert.Equal(publisher, needsPin.Publisher);
            Assert.Equal(Ids, needsPin.Ids);
        }
        else
        {
            var refused = Assert.IsType<MatchResult.Refused>(match);
            Assert.Equal((DenialReason.PinWindowOver, publisher, null), (refused.Reason, refused.Nearest, refused.Told));
        }
    }

    [Fact]
    public void A_publisher_of_which_no_window_is_known_matches_nothing()
    {
        var publisher = Register([]);
        github.Replace(publisher, publisher with { PinUntil = null });

        github.AssertRefuses(SampleClaims.GitHub(), DenialReason.PinWindowOver, publisher with { PinUntil = null });
    }

    [Fact]
    public void Who_is_not_proven_by_ids_is_told_the_class_of_the_error_alone()
    {
        var claims = SampleClaims.GitHub().With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/evil.yml@refs/tags/v1.2.0");
        var pending = Register([]);

        var refused = Assert.IsType<MatchResult.Refused>(github.Match(claims));
        Assert.Equal((DenialReason.WorkflowMismatch, null, false), (refused.Reason, refused.Told, refused.IsProven));

        github.Replace(pending, pending with { PinnedIds = Ids });
        var proven = Assert.IsType<MatchResult.Refused>(github.Match(claims));
        Assert.Equal((DenialReason.WorkflowMismatch, true), (proven.Reason, proven.IsProven));
        Assert.Contains("release.yml", proven.Told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_publisher_wins_over_an_equal_one_that_waits()
    {
        Register([]);
        var pinned = Register(Ids);

        Assert.Equal(pinned, Assert.IsType<MatchResult.Matched>(github.Match(SampleClaims.GitHub())).Publisher);
    }

    [Fact]
    public void A_repository_that_took_up_the_name_matches_only_what_was_registered_for_it()
    {
        Register(Ids);
        Register([], -1);
        var mine = Register([]);

        var needsPin = Assert.IsType<MatchResult.NeedsPin>(github.Match(SampleClaims.GitHub().With("repository_id", "3003")));

        Assert.Equal(mine, needsPin.Publisher);
        Assert.Equal("3003", needsPin.Ids["repository_id"]);
    }

    [Theory]
    [InlineData("gitlab", "https://gitlab.com", "namespace=grp/sub project=proj workflow_filepath=.gitlab-ci.yml", "namespace_id=72 project_id=20")]
    [InlineData("google", "https://accounts.google.com", "email=publisher@sample.iam.gserviceaccount.com", "sub=109812345678901234567")]
    [InlineData("activestate", "https://platform.activestate.com/api/v1/oauth/oidc", "organization=sample-org project=widget actor=sam",
        "organization_id=7d9c1f30-0000-4000-8000-000000000001 project_id=7d9c1f30-0000-4000-8000-000000000002 actor_id=2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40")]
    public void Every_provider_is_pinned_to_its_own_ids(string provider, string issuer, string fields, string ids)
    {
        using var fixture = new MatchFixture(new ProviderCatalog().Of(provider), issuer);
        var publisher = fixture.Register([.. Pairs(fields).Select(pair => (pair.Key, pair.Value))]);
        var expected = Pairs(ids);

        var needsPin = Assert.IsType<MatchResult.NeedsPin>(fixture.Match(Claims(provider)));
        Assert.Equal(expected, needsPin.Ids);

        var pinned = publisher with { PinnedIds = needsPin.Ids, PinUntil = null };
        fixture.Replace(publisher, pinned);
        fixture.AssertMatches(Claims(provider), pinned);
        foreach (var claim in expected.Keys)
        {
            fixture.AssertRefuses(Claims(provider).With(claim, $"{expected[claim]}0"), DenialReason.PinnedIdMismatch, pinned);
        }
    }

    private static JsonObject Claims(string provider) => provider switch
    {
        // GitLab's job claims have to agree with the project's: a test of an id changes neither.
        "gitlab" => SampleClaims.GitLab().Without("job_project_id").Without("job_namespace_id"),
        "google" => SampleClaims.Google(),
        _ => SampleClaims.ActiveState(),
    };

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    private TrustedPublisher Register(IReadOnlyDictionary<string, string> ids, int secondsLeft = 3600)
    {
        var registered = github.Register(("repository_owner", "octo-org"), ("repository_name", "sampleproject"), ("workflow_filename", "release.yml"));
        var publisher = registered with { PinnedIds = ids, PinUntil = ids.Count > 0 ? null : SampleClaims.Now.AddSeconds(secondsLeft) };
        github.Replace(registered, publisher);
        return publisher;
    }

    private TrustedPublisher Register(string[] none, int secondsLeft = 3600) => Register(none.ToDictionary(id => id), secondsLeft);
}
