using TrustedPublishing.Audit.Wording;

namespace TrustedPublishing.Audit.Tests.Wording;

public sealed class JobLinksTests
{
    private const string GitHub = "https://token.actions.githubusercontent.com";
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("github", GitHub, "repository=octo-org/sample;sha=" + Sha + ";run_id=42", "https://github.com/octo-org/sample https://github.com/octo-org/sample/commit/" + Sha + " https://github.com/octo-org/sample/actions/runs/42")]
    [InlineData("github", GitHub + "/octo-enterprise", "repository=octo-org/sample", "https://github.com/octo-org/sample")]
    [InlineData("github", "https://ghe.example.org/_services/token", "repository=o/r;run_id=1", "https://ghe.example.org/o/r https://ghe.example.org/o/r/actions/runs/1")]
    [InlineData("gitlab", "https://gitlab.com", "project_path=g/s/p;sha=" + Sha + ";pipeline_id=7;job_id=8", "https://gitlab.com/g/s/p https://gitlab.com/g/s/p/-/commit/" + Sha + " https://gitlab.com/g/s/p/-/pipelines/7 https://gitlab.com/g/s/p/-/jobs/8")]
    [InlineData("google", "https://accounts.google.com", "email=a@example.org", "")]
    // Erased, or not recorded.
    [InlineData("github", GitHub, "sha=" + Sha, "")]
    [InlineData("github", null, "repository=o/r", "")]
    // What a job claims may be anything.
    [InlineData("github", GitHub, "repository=//evil.example", "")]
    [InlineData("github", GitHub, "repository=o/..", "")]
    [InlineData("github", GitHub, "repository=o/r/x", "")]
    [InlineData("github", GitHub, "repository=o/r?x", "")]
    [InlineData("github", GitHub, "repository=o/r#x", "")]
    [InlineData("github", GitHub, "repository=o/r%2f", "")]
    [InlineData("github", GitHub, "repository=javascript:alert(1)/r", "")]
    [InlineData("github", GitHub, "repository=о/r", "")]
    [InlineData("github", GitHub, "repository=o/r;sha=../../x;run_id=1/../..", "https://github.com/o/r")]
    [InlineData("github", GitHub, "repository=o/r;sha=0123;run_id=-1", "https://github.com/o/r")]
    [InlineData("github", "https://token.actions.githubusercontent.com.evil.example", "repository=o/r", "")]
    [InlineData("github", "http://ghe.example.org/_services/token", "repository=o/r", "")]
    [InlineData("github", "https://user@ghe.example.org/_services/token", "repository=o/r", "")]
    [InlineData("gitlab", "https://gitlab.example.org/sub", "project_path=g/p", "")]
    [InlineData("gitlab", "javascript:alert(1)", "project_path=g/p", "")]
    [InlineData("gitlab", "https://gitlab.com", "project_path=p", "")]
    public void A_link_leads_to_the_issuers_host_and_nowhere_else(string provider, string? issuer, string claims, string links) => Assert.Equal(
        links,
        string.Join(' ', JobLinks.Of(provider, issuer, claims.Split(';').Select(claim => claim.Split('=', 2)).ToDictionary(claim => claim[0], claim => claim[1])).Select(link => link.Address.AbsoluteUri)));
}
