using System.Runtime.InteropServices;

namespace TrustedPublishing.Hosting.Aspire.Tests.Choice;

/// <summary>Whether the real Aspire.Hosting is used or the sources here: decided by the feed, at the first restore.</summary>
public sealed class AspireHostingChoiceTests
{
    private const string Version = "13.5.4";
    private const string Question = "Asking the package feed for Aspire.Hosting";

    [Fact]
    public async Task Uses_the_packages_where_the_feed_has_them_and_compiles_nothing_then()
    {
        using var tree = new CopiedTree();
        PublishAll(tree, Version);
        await File.WriteAllTextAsync(tree.PathOf("hosting/Aspire/Broken.cs"), "this does not compile", TestContext.Current.CancellationToken);

        var first = await tree.DotnetAsync("build");

        Assert.True(first.ExitCode == 0, first.Output);
        Assert.Contains(Question, first.Output, StringComparison.Ordinal);
        Assert.Equal("package", tree.Answer);
        Assert.DoesNotContain(Question, (await tree.DotnetAsync("restore")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uses_the_sources_where_the_feed_has_none()
    {
        using var tree = new CopiedTree();

        var (_, output) = await tree.DotnetAsync("restore");

        Assert.Equal("local", tree.Answer);
        Assert.DoesNotContain("TPHOST001", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uses_the_sources_where_the_feed_has_only_another_version()
    {
        using var tree = new CopiedTree();
        PublishAll(tree, "9.0.0");

        await tree.DotnetAsync("restore");

        Assert.Equal("local", tree.Answer);
    }

    [Fact]
    public async Task Warns_when_the_feed_cannot_be_asked()
    {
        using var tree = new CopiedTree(source: "http://127.0.0.1:9/index.json");

        var (_, output) = await tree.DotnetAsync("restore");

        Assert.Equal("local", tree.Answer);
        Assert.Contains("warning TPHOST001", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_nobody_when_told()
    {
        using var tree = new CopiedTree();
        PublishAll(tree, Version);

        var (_, output) = await tree.DotnetAsync("restore", choice: "local");

        Assert.DoesNotContain(Question, output, StringComparison.Ordinal);
        Assert.Null(tree.Answer);
    }

    [Fact]
    public async Task Refuses_a_word_that_it_does_not_know()
    {
        using var tree = new CopiedTree();

        var (exitCode, output) = await tree.DotnetAsync("restore", choice: "remote");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("AspireHosting is 'remote'; it can be 'package', 'local' or unset.", output, StringComparison.Ordinal);
    }

    private static void PublishAll(CopiedTree tree, string version)
    {
        var platform = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        tree.Publish("Aspire.Hosting", version);
        tree.Publish($"Aspire.Hosting.Orchestration.{platform}", version);
        tree.Publish($"Aspire.Dashboard.Sdk.{platform}", version);
    }
}
