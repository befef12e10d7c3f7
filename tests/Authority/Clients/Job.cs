namespace TrustedPublishing.Authority.Clients;

/// <summary>One CI job a provider: how its owner registers it, and the claims that its ID token carries.</summary>
public sealed record Job(string Provider, Dictionary<string, string> Registration, Dictionary<string, object?> Claims)
{
    public static IReadOnlyList<string> Providers { get; } = ["github", "gitlab", "google", "activestate"];

    /// <summary>A job of the provider, of an account that nobody else uses.</summary>
    public static Job Of(string provider, Simulator simulator)
    {
        var account = $"org-{Guid.NewGuid():N}"[..16];
        var job = provider switch
        {
            "github" => GitHub(account),
            "gitlab" => GitLab(account, simulator.Issuer(provider)),
            "google" => Google(account),
            "activestate" => ActiveState(account),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, null),
        };
        job.Registration["issuer"] = simulator.Issuer(provider);
        return job;
    }

    /// <summary>The same job with some claims changed; null removes one.</summary>
    public Job With(params (string Claim, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>(Claims);
        foreach (var (claim, value) in changes)
        {
            claims[claim] = value;
        }

        return this with { Claims = claims };
    }

    public Task<string> IdTokenAsync(Simulator simulator) => simulator.IdTokenAsync(Provider, Claims);

    private static Job GitHub(string account) => new("github",
        new() { ["provider"] = "github", ["repository_owner"] = account, ["repository_name"] = "sampleproject", ["workflow_filename"] = "release.yml", ["environment"] = "pypi" },
        new()
        {
            ["repository"] = $"{account}/sampleproject",
            ["repository_owner"] = account,
            ["ref"] = "refs/tags/v1.2.0",
            ["job_workflow_ref"] = $"{account}/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0",
            ["environment"] = "pypi",
        });

    private static Job GitLab(string account, string issuer) => new("gitlab",
        new() { ["provider"] = "gitlab", ["namespace"] = account, ["project"] = "sampleproject", ["workflow_filepath"] = ".gitlab-ci.yml", ["environment"] = "release" },
        new()
        {
            ["namespace_path"] = account,
            ["project_path"] = $"{account}/sampleproject",
            ["ref"] = "v1.2.0",
            ["ref_type"] = "tag",
            ["ref_path"] = "refs/tags/v1.2.0",
            ["ci_config_ref_uri"] = $"{issuer["http://".Length..]}/{account}/sampleproject//.gitlab-ci.yml@refs/tags/v1.2.0",
            ["environment"] = "release",
        });

    private static Job Google(string account) => new("google",
        new() { ["provider"] = "google", ["email"] = $"publisher@{account}.iam.gserviceaccount.com", ["sub"] = "109876543210987654321" },
        new() { ["email"] = $"publisher@{account}.iam.gserviceaccount.com", ["sub"] = "109876543210987654321" });

    private static Job ActiveState(string account) => new("activestate",
        new() { ["provider"] = "activestate", ["organization"] = account, ["project"] = "sampleproject", ["actor"] = "octocat" },
        new() { ["organization"] = account, ["project"] = "sampleproject", ["actor"] = "octocat" });
}
