using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>
/// Where a job ran, as far as it can be compared: names are digests in an entry, so a repository is known by the provider's immutable id, and where
/// that is a person's by the publisher, which is pinned to it.
/// </summary>
/// <param name="Repository">For example <c>repository_id 2002</c>; null if the ID token names none.</param>
/// <param name="Ref">The branch, or that it was a tag; null if the ID token names none.</param>
internal sealed record Source(string? Repository, string? Ref)
{
    private static readonly string[] RepositoryClaims = ["repository_id", "project_id", "repositoryUuid", "pipeline_id", "oidc.circleci.com/project-id", "prj_id", "ppl_id", "def_id"];

    private static readonly string[] RefClaims = ["ref", "ref_path", "branchName", "branch", "build_branch", "rpo_ref", "oidc.circleci.com/vcs-ref"];

    /// <summary>Every release has a tag of its own, and every proposal a number: of these only the kind counts.</summary>
    private static readonly string[] Kinds = ["refs/tags/", "refs/pull/", "refs/merge-requests/"];

    public static Source Of(TokenMinted message) =>
        Of(message.Claims) is { Repository: not null } source ? source : Of(message.Claims) with { Repository = $"publisher {message.PublisherId}" };

    public static Source Of(IReadOnlyDictionary<string, string> claims)
    {
        var repository = RepositoryClaims.FirstOrDefault(claims.ContainsKey);
        var reference = RefClaims.FirstOrDefault(claims.ContainsKey);
        return new Source(repository is null ? null : $"{repository} {claims[repository]}", reference is null ? null : KindOf(claims[reference]));
    }

    private static string KindOf(string reference) =>
        Kinds.FirstOrDefault(kind => reference.StartsWith(kind, StringComparison.Ordinal)) is { } kind ? kind + "*" : reference;
}
