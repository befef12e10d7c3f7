using Microsoft.Playwright;
using TrustedPublishing.Hosting.Cache;

[assembly: AssemblyFixture(typeof(TrustedPublishing.Audit.Tests.Timeline.Chromium))]

namespace TrustedPublishing.Audit.Tests.Timeline;

/// <summary>Debian's Chromium, without a window: the installed one, or one unpacked into the cache.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started = new(StartAsync);

    /// <summary>A browser of its own: nobody else's cookies.</summary>
    internal async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options) => await (await started.Value).Browser.NewContextAsync(options);

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated)
        {
            var (playwright, browser) = await started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var program = ExternalProgram.Find("chromium") is { } installed
            ? new ProgramCall(installed, [])
            : await DebianPrograms.FetchAsync(StackFolders.Cache(), "chromium", Console.WriteLine, CancellationToken.None, "usr/lib/chromium/chromium", ["chromium-common"]);
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program.Executable,
            // Root has no sandbox; the pages are ours.
            Args = ["--no-sandbox"],
            Env = program.Environment.Select(one => KeyValuePair.Create(one.Key, one.Value))
                .Append(KeyValuePair.Create("HOME", Path.GetTempPath())),
        }));
    }
}
