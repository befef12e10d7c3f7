using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Tests.Cache;

public sealed class DebianPackagesTests
{
    [Fact]
    public void Reads_names_and_versions_from_the_plan()
    {
        const string plan = """
            NOTE: This is only a simulation!
            Reading package lists...
            Inst liblzf1 (3.6-3 Debian:12.15/oldstable [amd64])
            Inst redis-tools [5:7.0.14-1] (5:7.0.15-1~deb12u10 Debian-Security:12/oldstable-security [amd64]) []
            Inst rabbitmq-server (3.10.8-1.1+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [all])
            Conf liblzf1 (3.6-3 Debian:12.15/oldstable [amd64])
            """;

        Assert.Equal(["liblzf1=3.6-3", "redis-tools=5:7.0.15-1~deb12u10", "rabbitmq-server=3.10.8-1.1+deb12u1"], PrivateApt.ParsePlan(plan));
    }

    [Fact]
    public async Task What_was_fetched_once_needs_neither_apt_nor_the_network_again()
    {
        using var folder = new TemporaryFolder();
        var said = new List<string>();
        var packages = new DebianPackages(new CacheFolder(folder.Path), said.Add);
        // A package that no archive has: only the cache can answer.
        Directory.CreateDirectory(packages.PathOf("no-such-package-anywhere"));

        var path = await packages.FetchAsync("no-such-package-anywhere", also: [], finish: null, TestContext.Current.CancellationToken);

        Assert.Equal(packages.PathOf("no-such-package-anywhere"), path);
        Assert.Empty(said);
    }

    [Fact]
    public async Task Fetches_a_program_that_others_wrote_and_says_how_to_run_it()
    {
        var twine = await DebianPrograms.FetchAsync(StackFolders.Cache(), "twine", TestContext.Current.SendDiagnosticMessage, TestContext.Current.CancellationToken);

        var version = await ExternalProgram.RunAsync(twine.With("--version"), TestContext.Current.CancellationToken);

        Assert.StartsWith("twine version ", version, StringComparison.Ordinal);
    }
}
