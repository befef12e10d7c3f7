using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Console;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>
/// Tells the operator how to get into the dashboard. The token is shown only to an interactive terminal in Development and never
/// goes through a logger; otherwise it is in a file that only this user can read and that the engine removes at its end.
/// </summary>
internal sealed class LoginAddress(DashboardSettings settings, IHostEnvironment environment, DcpConnection engine, ConsoleReport report)
{
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var address = settings.Frontend.GetLeftPart(UriPartial.Authority);
        var login = $"{address}/login?t={settings.BrowserToken}";
        if (environment.IsDevelopment() && !System.Console.IsOutputRedirected)
        {
            System.Console.WriteLine($"Dashboard: {login}");
            return;
        }

        var file = Path.Combine(engine.SessionFolder, "dashboard-login");
        await using (var writer = new StreamWriter(file, OnlyForThisUser()))
        {
            await writer.WriteLineAsync(login.AsMemory(), cancellationToken);
        }

        report.Progress($"Dashboard: {address} (the address with its login token is in {file})");
    }

    private static FileStreamOptions OnlyForThisUser()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
