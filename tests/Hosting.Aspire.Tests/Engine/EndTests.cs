using System.Net;
using System.Net.Sockets;

namespace TrustedPublishing.Hosting.Aspire.Tests.Engine;

[Collection(OneEngineAtATime.Name)]
public sealed class EndTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Nothing_outlives_an_AppHost_that_is_told_to_end(string signal)
    {
        await using var appHost = AppHostProcess.Start();
        await appHost.ReadyAsync();
        Assert.Contains(appHost.Running(), command => command.StartsWith("sleep 600", StringComparison.Ordinal));

        await appHost.SignalAsync(signal);
        await appHost.EndedAsync();

        Assert.Equal(0, appHost.ExitCode);
        await appHost.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Nothing_outlives_an_AppHost_that_is_killed()
    {
        await using var appHost = AppHostProcess.Start();
        await appHost.ReadyAsync();

        await appHost.SignalAsync("KILL");

        await appHost.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Nothing_outlives_a_dotnet_run_that_is_killed()
    {
        await using var appHost = AppHostProcess.StartWithDotnetRun();
        await appHost.ReadyAsync();

        await appHost.SignalAsync("KILL");

        await appHost.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Nothing_outlives_a_killed_engine()
    {
        await using var appHost = AppHostProcess.Start();
        await appHost.ReadyAsync();

        var engine = appHost.Find("start-apiserver");
        var session = appHost.Running().Select(command => command.Split(' ').FirstOrDefault(w => w.EndsWith("/kubeconfig", StringComparison.Ordinal))).OfType<string>().First();
        await AppHostProcess.SignalAsync("KILL", engine);
        await appHost.EndedAsync();

        Assert.NotEqual(0, appHost.ExitCode);
        Assert.False(Directory.Exists(Path.GetDirectoryName(session)));
        Assert.Contains("The connection to the engine broke; everything is stopped.", appHost.Output, StringComparison.Ordinal);
        await appHost.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_message_and_the_end()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var appHost = AppHostProcess.Start("--Ports:service", $"{port}");

        await appHost.EndedAsync();

        Assert.NotEqual(0, appHost.ExitCode);
        await Eventually.TrueAsync(() => appHost.Output.Contains("in use by another program", StringComparison.Ordinal), () => appHost.Output);
        Assert.Equal(
            $"ERROR: Port {port}, on which 'service' is to listen (endpoint 'http'), is in use by another program. "
            + "Stop that program, or choose another port: --Ports:service=<port>, or the environment variable Ports__service.",
            appHost.Output.Trim());
        await appHost.NothingIsLeftAsync();
    }
}
