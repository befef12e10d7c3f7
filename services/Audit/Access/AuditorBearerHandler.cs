using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace TrustedPublishing.Audit.Access;

/// <summary>Authenticates <c>Authorization: Bearer …</c>: the operator's token, or one of an auditor.</summary>
internal sealed class AuditorBearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ShownToken shown, CurrentReader current)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (await shown.ReadAsync(header[Prefix.Length..].Trim(), Context) is not { } reader)
        {
            return AuthenticateResult.Fail("The bearer token is unknown or over.");
        }

        current.Is(reader);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, reader.Name)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>RFC 6750 §3.1, <c>insufficient_scope</c>.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer error=\"insufficient_scope\"");
        return RouteScope.Refuse(Context).ExecuteAsync(Context);
    }
}
