using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

/// <summary>Publishers as the directory keeps them, made as it makes them of what the feed tells.</summary>
internal static class SamplePublisher
{
    public const string Issuer = "https://accounts.google.com";

    public static PackedPublisher OfAccount(
        string email = "publisher@sample.iam.gserviceaccount.com", long revision = 1, Guid? id = null, string issuer = Issuer, Guid? projectId = null) => Pack(new FeedEntry
        {
            Id = id ?? Guid.CreateVersion7(),
            Revision = revision,
            Provider = "google",
            Issuer = issuer,
            Fields = new Dictionary<string, string?> { ["email"] = email },
            PinnedIds = [],
            Projects = [new FeedProject { Id = projectId ?? Guid.NewGuid(), Name = "Sample", NormalizedName = "sample" }],
        })!;

    public static PackedPublisher? Pack(FeedEntry entry) => new PublisherPacker(new ProviderCatalog()).Pack(entry);

    public static FeedChange Change(this PackedPublisher publisher) => new(publisher.Id, publisher.Revision, publisher);
}
