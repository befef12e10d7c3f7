using TrustedPublishing.TrustRules.Tests.Cases;

namespace TrustedPublishing.TrustRules.Tests.Properties;

/// <summary>A claim that is compared, and the part of it that is compared without case.</summary>
internal sealed record ComparedClaim(string Name, Range WithoutCase)
{
    /// <summary>All of it in its case.</summary>
    public ComparedClaim(string name)
        : this(name, 0..0)
    {
    }

    /// <summary>Whether the provider takes the two for one. Names are ASCII, so nothing else has two cases.</summary>
    public bool IsSame(string one, string other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        var (from, length) = WithoutCase.GetOffsetAndLength(one.Length);
        return one.Zip(other).Index().All(pair => pair.Item.First == pair.Item.Second
            || (pair.Index >= from && pair.Index < from + length && char.IsAscii(pair.Item.Second)
                && char.ToUpperInvariant(pair.Item.First) == char.ToUpperInvariant(pair.Item.Second)));
    }
}

/// <summary>A registration that asks for all that its provider can compare, which the provider's sample fulfils.</summary>
internal sealed record DemandingRegistration(SampleJob Sample, string Fields, IReadOnlyList<ComparedClaim> Compared)
{
    public static IReadOnlyList<DemandingRegistration> All { get; } =
    [
        new(SampleJobs.GitHub,
            "environment=release ; refs=refs/tags/v1.2.0 ; events=push ; runner_environment=github-hosted ; calling_workflow_filename=release.yml",
            [
                new("repository", ..), new("repository_owner", ..), new("environment", ..),
                new("job_workflow_ref", .."octo-org/sampleproject".Length), new("workflow_ref", .."octo-org/sampleproject".Length),
                new("event_name"), new("ref"), new("runner_environment"),
            ]),
        new(SampleJobs.GitLab,
            "environment=release ; refs=refs/tags/v1.2.0 ; ref_protected=true",
            [
                new("project_path", ..), new("job_project_path", ..), new("job_project_id"), new("project_id"),
                new("ci_config_ref_uri", "gitlab.com/".Length.."gitlab.com/grp/sub/proj".Length),
                new("environment"), new("ref_path"), new("ref_protected"),
            ]),
        new(SampleJobs.Google, "sub=109812345678901234567", [new("email"), new("sub")]),
        new(SampleJobs.ActiveState, "", [new("organization"), new("project"), new("actor"), new("builder")]),
    ];

    public static TheoryData<string> Providers { get; } = [.. All.Select(one => one.Sample.Provider.Name)];

    public static DemandingRegistration Of(string provider) => All.Single(one => one.Sample.Provider.Name == provider);

    public bool Accepts(IdTokenClaims claims, string issuer) =>
        Sample.Provider.Claims.FindMissing(claims) is null
        && Sample.Provider.RefuseOutright(claims) is null
        && Sample.Register(Fields).Check(claims, issuer).All(check => check.Holds);
}
