using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Tests.Projects;

public sealed class ProjectNameTests
{
    [Theory]
    [InlineData("sampleproject", "sampleproject")]
    [InlineData("Sample.Project", "sample-project")]
    [InlineData("sample_project", "sample-project")]
    [InlineData("SAMPLE--project", "sample-project")]
    [InlineData("sample-_.project", "sample-project")]
    [InlineData("a", "a")]
    [InlineData("7", "7")]
    [InlineData("A.B_C-D", "a-b-c-d")]
    [InlineData("zope.interface", "zope-interface")]
    public void Normalises_as_PEP_503_says(string written, string normalized)
    {
        Assert.True(ProjectName.TryParse(written, out var name, out _));

        Assert.Equal(written, name.Written);
        Assert.Equal(normalized, name.Normalized);
    }

    [Theory]
    [InlineData(" sampleproject\t")]
    [InlineData("\u00a0sampleproject\n")]
    public void Drops_blanks_around_a_name(string written)
    {
        Assert.True(ProjectName.TryParse(written, out var name, out _));

        Assert.Equal("sampleproject", name.Written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-sample")]
    [InlineData("sample-")]
    [InlineData(".sample")]
    [InlineData("sample_")]
    [InlineData("-")]
    [InlineData("sample project")]
    [InlineData("sample/project")]
    [InlineData("../project")]
    [InlineData("sample\0project")]
    [InlineData("sample\nproject")]
    [InlineData("sämple")]
    [InlineData("sаmple")] // a Cyrillic а
    [InlineData("sample\u200bproject")] // a zero-width space
    [InlineData("\u212aelvin")] // the Kelvin sign, which lower-cases to k
    [InlineData("sample１")] // a full-width digit
    [InlineData("sample\ud800")]
    [InlineData("sample[extra]")]
    [InlineData("sample;project")]
    public void Refuses_what_PEP_508_does_not_allow(string? written)
    {
        Assert.False(ProjectName.TryParse(written, out var name, out var refusal));

        Assert.Null(name);
        Assert.NotEmpty(refusal);
    }

    [Fact]
    public void Has_a_limit()
    {
        Assert.True(ProjectName.TryParse(new string('a', 200), out _, out _));
        Assert.False(ProjectName.TryParse(new string('a', 201), out _, out var refusal));
        Assert.Equal("A project's name has at most 200 characters.", refusal);
    }
}
