using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using TrustedPublishing.PublisherConfig.Console;

namespace TrustedPublishing.PublisherConfig.Pages;

[AllowAnonymous]
[EnableRateLimiting(SignInAttempts.Policy)]
internal sealed partial class SignInModel(ConsoleSession session, ILogger<SignInModel> logger) : PageModel
{
    /// <summary>The page that was asked for.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnPostAsync([FromForm] string? token)
    {
        if (await session.SignInAsync(HttpContext, token?.Trim() ?? ""))
        {
            Log.SignedIn(logger);
            return LocalRedirect(Url.IsLocalUrl(From) ? From! : "/");
        }

        Log.Refused(logger);
        Error = "This is not the admin token.";
        return new PageResult { StatusCode = StatusCodes.Status401Unauthorized };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Console session opened")]
        public static partial void SignedIn(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Console sign-in refused: wrong token")]
        public static partial void Refused(ILogger logger);
    }
}
