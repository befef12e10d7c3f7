using TrustedPublishing.PublisherConfig.Publishers.ActiveState;
using TrustedPublishing.PublisherConfig.Publishers.GitHub;
using TrustedPublishing.PublisherConfig.Publishers.GitLab;
using TrustedPublishing.PublisherConfig.Publishers.Google;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>Every kind of publisher, in the order of the form's tabs. A new CI provider is one folder and one line here.</summary>
internal static class PublisherKinds
{
    public static IReadOnlyList<PublisherKind> All { get; } =
    [
        GitHubPublishers.Kind,
        GitLabPublishers.Kind,
        GooglePublishers.Kind,
        ActiveStatePublishers.Kind,
    ];

    public static PublisherKind? Find(string? provider) =>
        All.FirstOrDefault(kind => string.Equals(kind.Provider, provider, StringComparison.Ordinal));

    public static PublisherKind Of(string provider) =>
        Find(provider) ?? throw new InvalidOperationException($"No publisher kind is called '{provider}'.");
}
