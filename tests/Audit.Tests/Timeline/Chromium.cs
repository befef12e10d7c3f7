using Microsoft.Playwright;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Hosting.Cache;

[assembly: AssemblyFixture(typeof(TrustedPublishing.Audit.Tests.Timeline.Chromium))]

namespace TrustedPublishing.Audit.Tests.Timeline;

/// <summary>Debian's Chromium, without a window: the installed one, or one unpacked into the cache.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started = new(StartAsync);

    /// <summary>Opens a page as an auditor does, by the sign-in form, in a browser of its own: nobody else's cookies.</summary>
    /// <param name="service">Whose.</param>
    /// <param name="path">The page.</param>
    /// <param name="options">Of the browser.</param>
    /// <param name="mistakes">Gets what the browser complains about and what it could not load.</param>
    /// <param name="token">The operator's, unless it is another one.</param>
    internal async Task<IPage> SignInAsync(
        AuditService service, string path, BrowserNewContextOptions options, ICollection<string>? mistakes = null, string token = AuditService.Token)
    {
        options.BaseURL = service.Address.AbsoluteUri;
        var context = await (await started.Value).Browser.NewContextAsync(options);
        var page = await context.NewPageAsync();
        if (mistakes is not null)
        {
            page.RequestFailed += (_, request) => mistakes.Add(request.Url);
            page.Console += (_, message) =>
            {
                if (message.Type is "error" or "warning")
                {
                    mistakes.Add(message.Text);
                }
            };
        }

        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Auditor token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/");
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>A picture for people to look at, where they ask for it: a file in the folder that <c>SCREENSHOTS</c> names.</summary>
    internal static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

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
