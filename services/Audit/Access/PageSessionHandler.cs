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
    IOptionsMonitor<PageSessionOptions> options, ILoggerFactory logger, UrlEncoder encoder, ShownToken shown, CurrentReader current)
    : AuthenticationHandler<PageSessionOptions>(options, logger, encoder), IAuthenticationSignInHandler
{
    private const string CookieName = "audit.session";

    private string OperatorToken => Context.RequestServices.GetRequiredService<IOptionsMonitor<ConfiguredBearerOptions>>().Get(Auditors.OperatorScheme).Token;

    /// <param name="user">Named by <see cref="AuditReader.Name"/>.</param>
    /// <param name="properties">When the token ends, if it does.</param>
    public Task SignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var now = TimeProvider.GetUtcNow();
        var end = properties?.ExpiresUtc is { } until && until < now + PageSession.Lifetime ? until : now + PageSession.Lifetime;
        Response.Cookies.Append(CookieName, PageSession.Issue(OperatorToken, user.Identity!.Name!, end), Cookie(end - now));
        return Task.CompletedTask;
    }

    public Task SignOutAsync(AuthenticationProperties? properties)
    {
        Response.Cookies.Delete(CookieName, Cookie(PageSession.Lifetime));
        return Task.CompletedTask;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[CookieName] is not { } session)
        {
            return AuthenticateResult.NoResult();
        }

        if (PageSession.Read(session, OperatorToken, TimeProvider.GetUtcNow()) is not { } name
            || await shown.FindAsync(name, Context.RequestAborted) is not { } reader)
        {
            return AuthenticateResult.Fail("The session is over.");
        }

        current.Is(reader);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, reader.Name)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Redirect("/sign-in");
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => RouteScope.Refuse(Context).ExecuteAsync(Context);

    // Strict: a request that another site caused carries no session.
    private CookieOptions Cookie(TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = Options.IsSecure || Request.IsHttps,
        Path = "/",
        MaxAge = TimeSpan.FromSeconds(Math.Floor(lifetime.TotalSeconds)),
    };
}
