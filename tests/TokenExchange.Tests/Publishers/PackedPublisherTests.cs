using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

/// <summary>What goes into the directory comes out as it was, however long, foreign or empty it is.</summary>
public sealed class PackedPublisherTests
{
    private static readonly DateTimeOffset Until = SampleClaims.Now.AddDays(7);

    [Theory]
    [InlineData("github", "repository_owner=octo-org repository_name=Sample.Project workflow_filename=release.yml", "OCTO-ORG/SAMPLE.PROJECT")]
    [InlineData("github", "repository_owner=o repository_name=r workflow_filename=a.yml environment=Ångström-部署-🚀 refs=refs/tags/v* events=push", "O/R")]
    [InlineData("gitlab", "namespace=grp/sub project=proj workflow_filepath=.gitlab-ci.yml environment=prod", "GRP/SUB/PROJ")]
    [InlineData("google", "email=publisher@sample.iam.gserviceaccount.com", "publisher@sample.iam.gserviceaccount.com")]
    [InlineData("activestate", "organization=octo-org project=sample actor=octo-user", "octo-org\nsample")]
    [InlineData("circleci", "organization_id=2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40 project_id=2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f41",
        "2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40\n2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f41")]
    public void Comes_out_with_the_rule_of_its_fields(string provider, string fields, string identity)
    {
        var entry = Entry() with { Provider = provider, Issuer = "https://ci.example.org", Fields = Pairs(fields) };

        var publisher = SamplePublisher.Pack(entry)!.Unpack();

        Assert.Equal((entry.Id, entry.Revision, provider, "https://ci.example.org"), (publisher.Id, publisher.Revision, publisher.Provider, publisher.Issuer));
        Assert.Equal(identity, publisher.Rule.Identity);
        Assert.Equal(Pairs(fields).Count, publisher.Rule.Specificity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sub=109812345678901234567")]
    [InlineData("organization_id=a project_id=b actor_id=ü")]
    public void Comes_out_with_its_pins(string ids)
    {
        var pinned = Pairs(ids).ToDictionary(id => id.Key, id => id.Value!);

        var publisher = SamplePublisher.Pack(Entry() with { PinnedIds = pinned, PinUntil = pinned.Count == 0 ? Until : null })!.Unpack();

        Assert.Equal(pinned, publisher.PinnedIds);
        Assert.Equal(pinned.Count == 0 ? Until : null, publisher.PinUntil);
        Assert.Equal(pinned.Count > 0, publisher.IsPinned);
    }

    [Fact]
    public void A_publisher_without_pins_and_without_a_window_has_none()
    {
        Assert.Null(SamplePublisher.Pack(Entry() with { PinUntil = null })!.Unpack().PinUntil);
    }

    [Fact]
    public void A_window_is_a_moment_whatever_zone_it_was_told_in()
    {
        var elsewhere = Until.ToOffset(TimeSpan.FromHours(-7));

        Assert.Equal(Until, SamplePublisher.Pack(Entry() with { PinUntil = elsewhere })!.Unpack().PinUntil);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(300)]
    public void Comes_out_with_its_projects_in_their_order(int count)
    {
        List<PublisherProject> projects = [.. Enumerable.Range(0, count).Select(n => new PublisherProject(Guid.NewGuid(), n % 2 == 0 ? $"same-{n}" : $"Other.{n}", n % 2 == 0 ? $"same-{n}" : $"other-{n}"))];

        var publisher = SamplePublisher.Pack(Entry() with
        {
            Projects = [.. projects.Select(project => new FeedProject { Id = project.Id, Name = project.Name, NormalizedName = project.NormalizedName })],
        })!.Unpack();

        Assert.Equal(projects, publisher.Projects);
    }

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(2_100_000)]
    public void Texts_of_any_length_come_out(int length)
    {
        var email = new string('ä', length / 2) + new string('a', length % 2);

        Assert.Equal(email, SamplePublisher.OfAccount(email).Unpack().Rule.Identity);
    }

    [Fact]
    public void One_after_the_other_none_leaves_anything_to_the_next()
    {
        var packer = new PublisherPacker(new TrustRules.ProviderCatalog());
        Assert.Null(packer.Pack(Entry() with { Fields = Pairs("sub=1") }));
        var one = packer.Pack(Entry() with { Fields = Pairs("email=one@example.org sub=1") })!;
        Assert.Null(packer.Pack(Entry() with { Issuer = null }));
        var two = packer.Pack(Entry() with { Fields = Pairs("email=two@example.org"), Projects = [] })!;

        Assert.Equal(("one@example.org", 2, 1), (one.Unpack().Rule.Identity, one.Unpack().Rule.Specificity, one.Unpack().Projects.Count));
        Assert.Equal(("two@example.org", 1, 0), (two.Unpack().Rule.Identity, two.Unpack().Rule.Specificity, two.Unpack().Projects.Count));
    }

    [Fact]
    public void What_is_not_understood_is_not_kept()
    {
        Assert.Null(SamplePublisher.Pack(Entry() with { Provider = "unheard-of" }));
        Assert.Null(SamplePublisher.Pack(Entry() with { Provider = null }));
        Assert.Null(SamplePublisher.Pack(Entry() with { Issuer = null }));
        Assert.Null(SamplePublisher.Pack(Entry() with { PinnedIds = null }));
        Assert.Null(SamplePublisher.Pack(Entry() with { Fields = null }));
        Assert.Null(SamplePublisher.Pack(Entry() with { Fields = new Dictionary<string, string?> { ["email"] = null } }));
        Assert.Null(SamplePublisher.Pack(Entry() with { Fields = new Dictionary<string, string?> { ["email"] = "" } }));
    }

    [Fact]
    public void A_field_that_is_null_was_left_out()
    {
        var publisher = SamplePublisher.Pack(Entry() with { Fields = new Dictionary<string, string?> { ["email"] = "a@example.org", ["sub"] = null } })!.Unpack();

        Assert.Equal(1, publisher.Rule.Specificity);
    }

    private static FeedEntry Entry() => new()
    {
        Id = Guid.CreateVersion7(),
        Revision = 42,
        Provider = "google",
        Issuer = SamplePublisher.Issuer,
        Fields = new Dictionary<string, string?> { ["email"] = "a@example.org" },
        PinnedIds = [],
        PinUntil = Until,
        Projects = [new FeedProject { Id = Guid.NewGuid(), Name = "Sample", NormalizedName = "sample" }],
    };

    private static Dictionary<string, string?> Pairs(string pairs) => pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]);
}
