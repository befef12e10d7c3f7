using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.Audit.Access;

internal sealed class PageSessionOptions : AuthenticationSchemeOptions
{
    /// <summary>Whether the cookie is for https only.</summary>
    public bool IsSecure { get; set; }
}

/// <summary>Carries a <see cref="PageSession"/> in a cookie, and sends who has none to the sign-in form.</summary>
internal sealed class PageSessionHandler(
    IOptionsMonitor<PageSessionOptions> options, IOptionsMonitor<ConfiguredBearerOptions> tokens, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<PageSessionOptions>(options, logger, encoder), IAuthenticationSignInHandler
{
    private const string CookieName = "audit.session";

    private string AuditorToken => tokens.Get(Auditors.BearerScheme).Token;

    public Task SignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        Response.Cookies.Append(CookieName, PageSession.Issue(AuditorToken, TimeProvider.GetUtcNow()), Cookie());
        return Task.CompletedTask;
    }

    public Task SignOutAsync(AuthenticationProperties? properties)
    {
        Response.Cookies.Delete(CookieName, Cookie());
        return Task.CompletedTask;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[CookieName] is not { } session)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }
        if (!PageSession.IsGood(session, AuditorToken, TimeProvider.GetUtcNow()))
        {
            return Task.FromResult(AuthenticateResult.Fail("The session is over."));
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "auditor")], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Redirect("/sign-in");
        return Task.CompletedTask;
    }

    // Strict: a request that another site caused carries no session.
    private CookieOptions Cookie() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = Options.IsSecure || Request.IsHttps,
        Path = "/",
        MaxAge = PageSession.Lifetime,
    };
}
