using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.SignIn;

internal sealed class SessionOptions : AuthenticationSchemeOptions
{
    /// <summary>Behind a public https address the cookie never travels without TLS.</summary>
    public bool IsSecure { get; set; }

    /// <summary>RFC 6265bis §4.1.3.2: with the prefix a browser takes it from this host alone.</summary>
    public string CookieName => IsSecure ? "__Host-publisher-config.session" : "publisher-config.session";
}

/// <summary>Carries a session's secret in a cookie, and sends who has none to the sign-in page.</summary>
internal sealed class SessionHandler(IOptionsMonitor<SessionOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<SessionOptions>(options, logger, encoder), IAuthenticationSignOutHandler
{
    public const string SchemeName = "console";

    /// <summary>Opens a session and gives it to the browser, in place of the one that it had.</summary>
    /// <returns>False if an operator keeps this person out.</returns>
    public static async Task<bool> OpenAsync(HttpContext context, Identity identity)
    {
        var services = context.RequestServices;
        var options = services.GetRequiredService<IOptionsMonitor<SessionOptions>>().Get(SchemeName);
        var sessions = services.GetRequiredService<Sessions>();
        if (await sessions.OpenAsync(identity, context.Request.Headers.UserAgent.ToString(), context.RequestAborted) is not { } secret)
        {
            return false;
        }

        if (context.Request.Cookies[options.CookieName] is { } former)
        {
            await sessions.EndAsync(former, context.RequestAborted);
        }

        context.Response.Cookies.Append(options.CookieName, secret, Cookie(options, context));
        return true;
    }

    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        if (Request.Cookies[Options.CookieName] is { } secret)
        {
            await sessions.EndAsync(secret, Context.RequestAborted);
        }

        Response.Cookies.Delete(Options.CookieName, Cookie(Options, Context));
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[Options.CookieName] is not { Length: > 0 and <= 128 } secret)
        {
            return AuthenticateResult.NoResult();
        }

        if (await sessions.FindAsync(secret, Context.RequestAborted) is not { } session)
        {
            return AuthenticateResult.Fail("The session is over.");
        }

        var caller = new Caller(session.Person.By, Person.IsBuiltIn(session.Person.Issuer) ? null : session.PersonId, session.IsOperator, session.IsAuditor, session.AuthenticatedAt);
        Context.Features.Set(session);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(caller.ToIdentity(Scheme.Name)), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Redirect($"/sign-in?from={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
        return Task.CompletedTask;
    }

    // Lax, so that a link in a mail and the way back from the provider find the session. What changes something needs the antiforgery
    // cookie as well, which is Strict.
    private static CookieOptions Cookie(SessionOptions options, HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = options.IsSecure || context.Request.IsHttps,
        Path = "/",
    };
}
