using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;

namespace TrustedPublishing.Hosting.Tests.Servers;

public sealed class ServerChoiceTests
{
    [Theory]
    [InlineData(true, null, true, true, nameof(ServerKind.Given))]
    [InlineData(true, "fetched", true, true, nameof(ServerKind.Given))]
    [InlineData(false, null, true, true, nameof(ServerKind.Container))]
    [InlineData(false, "", true, true, nameof(ServerKind.Container))]
    [InlineData(false, null, false, true, nameof(ServerKind.Local))]
    [InlineData(false, null, false, false, nameof(ServerKind.Fetched))]
    [InlineData(false, "container", true, true, nameof(ServerKind.Container))]
    [InlineData(false, "local", true, true, nameof(ServerKind.Local))]
    [InlineData(false, "process", true, true, nameof(ServerKind.Local))]
    [InlineData(false, "process", true, false, nameof(ServerKind.Fetched))]
    [InlineData(false, "LOCAL", true, true, nameof(ServerKind.Local))]
    [InlineData(false, "fetched", true, true, nameof(ServerKind.Fetched))]
    public async Task Looks_in_the_order_of_the_design(bool given, string? setting, bool runtime, bool installed, string expected)
    {
        var kind = await ServerChoice.ChooseAsync("postgres", given, setting, () => Task.FromResult(runtime), () => Task.FromResult(installed));

        Assert.Equal(expected, kind.ToString());
    }

    [Theory]
    [InlineData("container", "neither Docker nor Podman answers")]
    [InlineData("local", "no postgres of a version that is new enough is installed")]
    [InlineData("docker", "It may be 'container', 'process', 'local', 'fetched' or nothing")]
    [InlineData(" local", "It may be 'container', 'process', 'local', 'fetched' or nothing")]
    public async Task Refuses_what_cannot_be_had_instead_of_taking_another(string setting, string reason)
    {
        var refusal = await Assert.ThrowsAsync<PrerequisiteException>(
            () => ServerChoice.ChooseAsync("postgres", isGiven: false, setting, () => Task.FromResult(false), () => Task.FromResult(false)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_nobody_when_a_connection_string_is_given()
    {
        var kind = await ServerChoice.ChooseAsync("postgres", isGiven: true, setting: null, Unasked, Unasked);

        Assert.Equal(ServerKind.Given, kind);

        static Task<bool> Unasked() => throw new InvalidOperationException("asked");
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18")]
    [InlineData("postgres (PostgreSQL) 18.4", "18.4")]
    [InlineData("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=d81b8ff71cfb150e", "7.0.15")]
    [InlineData("rabbitmq_server-3.10.8", "3.10.8")]
    [InlineData("rabbitmq_server-4.1.0-rc.1", "4.1.0")]
    public void Reads_versions_as_programs_print_them(string text, string expected)
    {
        Assert.Equal(Version.Parse(expected), ProgramVersion.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("postgres")]
    [InlineData("version 15")]
    [InlineData("postgres (PostgreSQL) 19devel")]
    public void Takes_nothing_for_a_version_that_is_none(string text)
    {
        Assert.Null(ProgramVersion.Parse(text));
    }
}
