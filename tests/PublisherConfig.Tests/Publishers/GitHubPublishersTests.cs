using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class GitHubPublishersTests
{
    [Theory]
    [InlineData("repository_owner", "octo-org")]
    [InlineData("repository_owner", "7")]
    [InlineData("repository_owner", "Octo-Org-")]
    [InlineData("repository_name", "sample.project_2-x")]
    [InlineData("repository_name", ".github")]
    [InlineData("repository_name", "-")]
    [InlineData("workflow_filename", "release.yaml")]
    [InlineData("workflow_filename", "Build & publish (1).yml")]
    [InlineData("environment", "pypi/production")]
    [InlineData("environment", "Pre-release #1")]
    [InlineData("environment", "veröffentlichen")]
    public void Accepts(string field, string value)
    {
        var registration = Registrations.Accept(Registrations.GitHub().With(field, value));

        Assert.Equal(value, registration.Fields[field]);
    }

    [Theory]
    [InlineData("octo_org", "'_' is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("octo org", "A blank is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("octo-оrg", "U+043E is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("octo\u200borg", "U+200B is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("octo😀", "U+1F600 is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("octo\0org", "U+0000 is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("-octo", "The name of a user or organisation starts with a letter or a digit.")]
    [InlineData("octo-org/sampleproject", "Give the owner alone, for example octo-org, not a path or an address.")]
    [InlineData("https://github.com/octo-org", "Give the owner alone, for example octo-org, not a path or an address.")]
    [InlineData("", "Give the owner of the repository: a user or an organisation on GitHub.")]
    [InlineData(" \t", "Give the owner of the repository: a user or an organisation on GitHub.")]
    [InlineData(null, "Give the owner of the repository: a user or an organisation on GitHub.")]
    [InlineData("a123456789a123456789a123456789a123456789", "This has at most 39 characters.")]
    public void Refuses_an_owner(string? owner, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("repository_owner", Registrations.GitHub().With("repository_owner", owner)));

    [Theory]
    [InlineData("octo-org/sampleproject", "Give the repository's name alone, for example sampleproject; its owner has a field of its own.")]
    [InlineData("sampleproject.git", "Leave out .git at the end: it is part of the clone address, not of the repository's name.")]
    [InlineData("..", "This is not the name of a repository.")]
    [InlineData("sample project", "A blank is not allowed here: use ASCII letters, digits, '-', '_' and '.'.")]
    [InlineData("sample@project", "'@' is not allowed here: use ASCII letters, digits, '-', '_' and '.'.")]
    [InlineData("sampleрroject", "U+0440 is not allowed here: use ASCII letters, digits, '-', '_' and '.'.")]
    [InlineData("sample%2Fproject", "'%' is not allowed here: use ASCII letters, digits, '-', '_' and '.'.")]
    [InlineData(null, "Give the name of the repository.")]
    public void Refuses_a_repository(string? repository, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("repository_name", Registrations.GitHub().With("repository_name", repository)));

    [Theory]
    [InlineData(".github/workflows/release.yml", "Give the file name alone, here release.yml; that the file lies in .github/workflows/ is understood.")]
    [InlineData(@".github\workflows\release.yml", "Give the file name alone, here release.yml; that the file lies in .github/workflows/ is understood.")]
    [InlineData("octo-org/octo-repo/.github/workflows/release.yml@refs/heads/main", "Give the file name alone, here release.yml; that the file lies in .github/workflows/ is understood.")]
    [InlineData("/", "Give the file name alone; that the file lies in .github/workflows/ is understood.")]
    [InlineData("../release.sh", "Give the file name alone; that the file lies in .github/workflows/ is understood.")]
    [InlineData("x/\u202elmy.yml", "Give the file name alone; that the file lies in .github/workflows/ is understood.")]
    [InlineData("release.yml@main", "Leave out '@' and the branch or tag behind it: a publisher trusts the file, whatever it is built from.")]
    [InlineData("release", "The name of a workflow file ends with .yml or .yaml.")]
    [InlineData("release.YML", "The name of a workflow file ends with .yml or .yaml.")]
    [InlineData("release.yml.txt", "The name of a workflow file ends with .yml or .yaml.")]
    [InlineData(".yml", "The name of a workflow file ends with .yml or .yaml.")]
    [InlineData(".yaml", "The name of a workflow file ends with .yml or .yaml.")]
    [InlineData("rеlease.yml", "U+0435 is not allowed here: use ASCII letters, digits, blanks and -_.+()[]{}=~!#$&.")]
    [InlineData("release\n.yml", "U+000A is not allowed here: use ASCII letters, digits, blanks and -_.+()[]{}=~!#$&.")]
    [InlineData("*.yml", "'*' is not allowed here: use ASCII letters, digits, blanks and -_.+()[]{}=~!#$&.")]
    [InlineData(null, "Give the file name of the workflow that publishes.")]
    public void Refuses_a_workflow(string? workflow, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("workflow_filename", Registrations.GitHub().With("workflow_filename", workflow)));

    [Theory]
    [InlineData("py'pi", "The character ' cannot be part of the name of an environment on GitHub.")]
    [InlineData("py\"pi", "The character \" cannot be part of the name of an environment on GitHub.")]
    [InlineData("py`pi", "The character ` cannot be part of the name of an environment on GitHub.")]
    [InlineData("py,pi", "The character , cannot be part of the name of an environment on GitHub.")]
    [InlineData("py;pi", "The character ; cannot be part of the name of an environment on GitHub.")]
    [InlineData("py\\pi", "The character \\ cannot be part of the name of an environment on GitHub.")]
    [InlineData("py\npi", "U+000A is not allowed here: it cannot be seen.")]
    [InlineData("py\u007fpi", "U+007F is not allowed here: it cannot be seen.")]
    [InlineData("py\0pi", "U+0000 is not allowed here: it cannot be seen.")]
    [InlineData("py\u200bpi", "U+200B is not allowed here: it cannot be seen.")]
    [InlineData("py\u202epi", "U+202E is not allowed here: it cannot be seen.")]
    [InlineData("py\u00a0pi", "U+00A0 is not allowed here: it cannot be seen.")]
    [InlineData("py\u2028pi", "U+2028 is not allowed here: it cannot be seen.")]
    [InlineData("\ufeffpypi", "U+FEFF is not allowed here: it cannot be seen.")]
    public void Refuses_an_environment(string environment, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("environment", Registrations.GitHub().With("environment", environment)));

    // An attribute cannot carry half a surrogate pair.
    [Fact]
    public void Refuses_half_a_character()
    {
        Assert.Equal("U+D800 is not allowed here: it cannot be seen.", Registrations.RefuseFor("environment", Registrations.GitHub().With("environment", "py\ud800pi")));
        Assert.Equal(
            "U+D83D is not allowed here: use ASCII letters, digits and hyphens.",
            Registrations.RefuseFor("repository_owner", Registrations.GitHub().With("repository_owner", "octo\ud83d")));
    }

    [Fact]
    public void Limits_an_environment_to_255_characters()
    {
        Registrations.Accept(Registrations.GitHub().With("environment", new string('e', 255)));

        Assert.Equal("This has at most 255 characters.", Registrations.RefuseFor("environment", Registrations.GitHub().With("environment", new string('e', 256))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Warns_when_there_is_no_environment(string? environment)
    {
        var registration = Registrations.Accept(Registrations.GitHub().With("environment", environment));

        Assert.DoesNotContain("environment", registration.Fields);
        Assert.Equal(["environment_missing"], registration.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void Warns_when_an_environment_could_be_mistaken_for_another()
    {
        var registration = Registrations.Accept(Registrations.GitHub().With("environment", "рypi"));

        Assert.Equal(["environment_not_ascii"], registration.Warnings.Select(warning => warning.Code));
    }

    [Theory]
    [InlineData("repository_owner", "Octo-ORG")]
    [InlineData("repository_name", "SampleProject")]
    [InlineData("environment", "PyPI")]
    public void Compares_without_case_what_GitHub_compares_without_case(string field, string otherSpelling) => Assert.Equal(
        Registrations.Accept(Registrations.GitHub()).Digest(), Registrations.Accept(Registrations.GitHub().With(field, otherSpelling)).Digest());

    [Theory]
    [InlineData("repository_owner", "octo-org2")]
    [InlineData("repository_name", "sample-project")]
    [InlineData("workflow_filename", "Release.yml")]
    [InlineData("workflow_filename", "release.yaml")]
    [InlineData("environment", "testpypi")]
    [InlineData("environment", null)]
    public void Tells_registrations_apart_that_trust_different_tokens(string field, string? other) => Assert.NotEqual(
        Registrations.Accept(Registrations.GitHub()).Digest(), Registrations.Accept(Registrations.GitHub().With(field, other)).Digest());

    [Theory]
    [InlineData("refs", "main", "Write refs/heads/main for a branch or refs/tags/main for a tag.")]
    [InlineData("refs", "refs/tags/v* release", "Write refs/heads/release for a branch or refs/tags/release for a tag.")]
    [InlineData("refs", "refs/tags/", "The name of the branch or tag is missing, for example refs/tags/v*.")]
    [InlineData("refs", "refs/pull/1/merge", "Write refs/heads/refs/pull/1/merge for a branch or refs/tags/refs/pull/1/merge for a tag.")]
    [InlineData("refs", "refs/heads/***", "Use * for anything without a slash, or ** for anything.")]
    [InlineData("refs", "refs/heads/mаin", "U+0430 is not allowed here: use ASCII letters, digits and -_./+@#=, with * and ? as wildcards.")]
    [InlineData("events", "Push", "'P' is not allowed here: use the names of GitHub's events, for example push or workflow_dispatch.")]
    [InlineData("events", "push;release", "';' is not allowed here: use the names of GitHub's events, for example push or workflow_dispatch.")]
    [InlineData("runner_environment", "GitHub-hosted", "This is github-hosted or self-hosted.")]
    [InlineData("calling_workflow_filename", "ci", "The name of a workflow file ends with .yml or .yaml.")]
    public void Refuses_a_constraint(string field, string value, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor(field, Registrations.GitHub().With(field, value)));

    [Theory]
    [InlineData("workflows")]
    [InlineData("octo-org/")]
    [InlineData("/workflows")]
    [InlineData("octo-org/workflows/x")]
    [InlineData("https://github.com/octo-org/workflows")]
    public void Refuses_a_repository_of_the_reusable_workflow(string repository)
    {
        var given = Registrations.GitHub().With("workflow_repository", repository).With("workflow_repository_refs", "refs/heads/main");

        Assert.Equal("Give the owner and the name of the repository, for example octo-org/workflows.", Registrations.RefuseFor("workflow_repository", given));
    }

    [Fact]
    public void A_reusable_workflow_of_another_repository_needs_its_refs_and_they_need_it()
    {
        Registrations.RefuseFor("workflow_repository_refs", Registrations.GitHub().With("workflow_repository", "octo-org/workflows"));
        Registrations.RefuseFor("workflow_repository", Registrations.GitHub().With("workflow_repository_refs", "refs/heads/main"));
    }

    [Fact]
    public void A_list_is_kept_with_one_blank_between_two_values_and_compared_in_any_order()
    {
        var kept = Registrations.Accept(Registrations.GitHub().With("refs", " refs/tags/v*,\trefs/heads/main  refs/tags/v* "));
        var other = Registrations.Accept(Registrations.GitHub().With("refs", "refs/heads/main refs/tags/v*"));

        Assert.Equal("refs/tags/v* refs/heads/main", kept.Fields["refs"]);
        Assert.Equal(other.Digest(), kept.Digest());
    }

    [Fact]
    public void Warns_of_events_that_run_other_peoples_code() => Assert.Equal(
        ["dangerous_event"], Registrations.Accept(Registrations.GitHub().With("events", "push pull_request_target")).Warnings.Select(warning => warning.Code));

    [Fact]
    public void Says_which_fields_may_name_a_person() => Assert.Equal(
        ["repository_owner", "repository_name", "workflow_repository"],
        new ProviderCatalog().Of("github").Fields.Where(field => field.IsPersonal).Select(field => field.Name));
}
