using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.SignIn;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.PublisherConfig.Pages;

/// <summary>The ways to open a session: at the provider, if there is one, or with the admin token.</summary>
[AllowAnonymous]
[EnableRateLimiting(SignInAttempts.Policy)]
internal sealed partial class SignInModel(
    IOptions<SignInOptions> signIn, IOptionsMonitor<ConfiguredBearerOptions> adminToken, TimeProvider time, ILogger<SignInModel> logger) : PageModel
{
    /// <summary>The page that was asked for.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Whether a dangerous change is the reason, for somebody who is signed in.</summary>
    [FromQuery(Name = "again")]
    public bool Again { get; set; }

    /// <summary>A code of <see cref="SignInProblem"/>.</summary>
    [FromQuery(Name = "problem")]
    public string? Problem { get; set; }

    public string? Error { get; private set; }

    /// <summary>What the provider is called; null if there is none.</summary>
    public string? Provider => signIn.Value.HasProvider ? signIn.Value.DisplayName : null;

    public string Back => LocalPath.Of(From);

    public async Task<IActionResult> OnPostAsync([FromForm] string? token)
    {
        if (!ConfiguredBearer.Same(token?.Trim() ?? "", adminToken.Get(ManagementApi.BearerScheme).Token))
        {
            Log.Refused(logger);
            Error = "This is not the admin token.";
            return new PageResult { StatusCode = StatusCodes.Status401Unauthorized };
        }

        return await SessionHandler.OpenAsync(HttpContext, Identity.OfAdminToken(time.GetUtcNow()))
            ? LocalRedirect(Back)
            : Redirect(SignInProblem.Address(SignInProblem.KeptOut, From));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Console sign-in refused: wrong token")]
        public static partial void Refused(ILogger logger);
    }
}
