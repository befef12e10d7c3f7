using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class GitLabPublishersTests
{
    [Theory]
    [InlineData("namespace", "octo")]
    [InlineData("namespace", "octo-group/sub.group/sub_group2")]
    [InlineData("namespace", "_octo")]
    [InlineData("project", "gitlab.example")]
    [InlineData("project", ".dotfiles")]
    [InlineData("workflow_filepath", "ci/release/publish.yaml")]
    [InlineData("workflow_filepath", "ci pipelines/release (1).yml")]
    [InlineData("environment", "review/${CI_COMMIT_REF_SLUG}")]
    [InlineData("environment", "Production 2.0")]
    public void Accepts(string field, string value) =>
        Assert.Equal(value, Registrations.Accept(Registrations.GitLab().With(field, value)).Fields[field]);

    [Theory]
    [InlineData("https://gitlab.com/octo", "Give the namespace alone, for example octo-group, not an address.")]
    [InlineData("/octo", "A namespace has no '/' at its ends and no empty part.")]
    [InlineData("octo/", "A namespace has no '/' at its ends and no empty part.")]
    [InlineData("octo//sub", "A namespace has no '/' at its ends and no empty part.")]
    [InlineData("octo/..", "'.' and '..' are not names on GitLab.")]
    [InlineData("octo/-sub", "A path on GitLab does not start with '-'.")]
    [InlineData("octo.", "A path on GitLab does not end with '.'.")]
    [InlineData("octo.git", "A path on GitLab does not end with .git or .atom.")]
    [InlineData("octo/sub.ATOM", "A path on GitLab does not end with .git or .atom.")]
    [InlineData("Octo Group", "A blank is not allowed here: use ASCII letters, digits, '-', '_' and '.', as in the project's address.")]
    [InlineData("octo:sub", "':' is not allowed here: use ASCII letters, digits, '-', '_' and '.', as in the project's address.")]
    [InlineData("оcto", "U+043E is not allowed here: use ASCII letters, digits, '-', '_' and '.', as in the project's address.")]
    [InlineData(null, "Give the namespace: a user, a group, or a group with its subgroups.")]
    public void Refuses_a_namespace(string? path, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("namespace", Registrations.GitLab().With("namespace", path)));

    [Theory]
    [InlineData("octo-group/sampleproject", "Give the project's name alone, for example sampleproject; its namespace has a field of its own.")]
    [InlineData("..", "'.' and '..' are not names on GitLab.")]
    [InlineData("-sample", "A path on GitLab does not start with '-'.")]
    [InlineData("Sample Project", "A blank is not allowed here: use ASCII letters, digits, '-', '_' and '.', as in the project's address.")]
    [InlineData("sample\u2024project", "U+2024 is not allowed here: use ASCII letters, digits, '-', '_' and '.', as in the project's address.")]
    [InlineData("", "Give the name of the project.")]
    public void Refuses_a_project(string project, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("project", Registrations.GitLab().With("project", project)));

    [Theory]
    [InlineData("/ci.yml", "The path starts at the top of the repository, without '/' at its ends.")]
    [InlineData("ci.yml/", "The path starts at the top of the repository, without '/' at its ends.")]
    [InlineData("ci//release.yml", "The path has no empty part, no '.' and no '..'.")]
    [InlineData("ci/../release.yml", "The path has no empty part, no '.' and no '..'.")]
    [InlineData("./release.yml", "The path has no empty part, no '.' and no '..'.")]
    [InlineData("ci/.yml", "The path of a pipeline definition ends with .yml or .yaml.")]
    [InlineData("ci/release.json", "The path of a pipeline definition ends with .yml or .yaml.")]
    [InlineData(".gitlab-ci.yml@refs/heads/main", "Leave out '@' and what follows it. A pipeline definition that lies in another project cannot be trusted: GitLab does not name it in its ID tokens.")]
    [InlineData(".gitlab-ci.yml@octo/templates", "Leave out '@' and what follows it. A pipeline definition that lies in another project cannot be trusted: GitLab does not name it in its ID tokens.")]
    [InlineData(@"ci\release.yml", @"'\' is not allowed here: use ASCII letters, digits, blanks and -_.+()[]{}=~!#$&/.")]
    [InlineData("сi/release.yml", "U+0441 is not allowed here: use ASCII letters, digits, blanks and -_.+()[]{}=~!#$&/.")]
    [InlineData("ci/re\tlease.yml", "U+0009 is not allowed here: use ASCII letters, digits, blanks and -_.+()[]{}=~!#$&/.")]
    [InlineData(null, "Give the path of the top-level pipeline definition.")]
    public void Refuses_a_pipeline_path(string? path, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("workflow_filepath", Registrations.GitLab().With("workflow_filepath", path)));

    [Theory]
    [InlineData("/release", "The name of an environment has no '/' at its ends.")]
    [InlineData("release/", "The name of an environment has no '/' at its ends.")]
    [InlineData("rel:ease", "':' is not allowed here: use ASCII letters, digits, blanks and -_/${}..")]
    [InlineData("relеase", "U+0435 is not allowed here: use ASCII letters, digits, blanks and -_/${}..")]
    [InlineData("rel\nease", "U+000A is not allowed here: use ASCII letters, digits, blanks and -_/${}..")]
    public void Refuses_an_environment(string environment, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor("environment", Registrations.GitLab().With("environment", environment)));

    [Theory]
    [InlineData("namespace", "Octo-Group/Octo-Subgroup")]
    [InlineData("project", "SampleProject")]
    public void Compares_paths_without_case(string field, string otherSpelling) => Assert.Equal(
        Registrations.Accept(Registrations.GitLab()).Digest(), Registrations.Accept(Registrations.GitLab().With(field, otherSpelling)).Digest());

    [Theory]
    [InlineData("environment", "Release")]
    [InlineData("environment", "")]
    [InlineData("workflow_filepath", ".GitLab-ci.yml")]
    [InlineData("issuer", "https://gitlab.example.com")]
    public void Tells_registrations_apart_that_trust_different_tokens(string member, string other) => Assert.NotEqual(
        Registrations.Accept(Registrations.GitLab()).Digest(), Registrations.Accept(Registrations.GitLab().With(member, other)).Digest());

    [Fact]
    public void Does_not_mistake_a_group_and_its_subgroup_for_a_namespace_and_its_project() => Assert.NotEqual(
        Registrations.Accept(Registrations.GitLab().With("namespace", "a/b").With("project", "c")).Digest(),
        Registrations.Accept(Registrations.GitLab().With("namespace", "a").With("project", "c")).Digest());

    [Fact]
    public void Warns_when_there_is_no_environment() => Assert.Equal(
        ["environment_missing"], Registrations.Accept(Registrations.GitLab().With("environment", null)).Warnings.Select(warning => warning.Code));

    [Fact]
    public void Says_which_fields_may_name_a_person() => Assert.Equal(
        ["namespace", "project"], new ProviderCatalog().Of("gitlab").Fields.Where(field => field.IsPersonal).Select(field => field.Name));
}
