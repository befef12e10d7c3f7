using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.PublisherConfig.Console;

/// <summary>
/// A browser's session, opened with the admin token. The cookie holds no token, but a mark that only who knows the token can
/// make: the cookie's keys alone open nothing, and a new admin token ends every session.
/// </summary>
internal sealed class ConsoleSession(IOptionsMonitor<ConfiguredBearerOptions> tokens)
{
    public const string Scheme = "console";

    /// <summary>Without a request in this time the session is over.</summary>
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromMinutes(30);

    private const string MarkClaim = "mark";

    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build();

    private string AdminToken => tokens.Get(ManagementApi.BearerScheme).Token;

    /// <summary>Opens a session when <paramref name="token"/> is the admin token.</summary>
    public async Task<bool> SignInAsync(HttpContext context, string token)
    {
        if (!ConfiguredBearer.Same(token, AdminToken))
        {
            return false;
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, Scheme), new Claim(MarkClaim, Mark())], Scheme);
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        return true;
    }

    /// <summary>Whether a session's mark was made with the admin token of today.</summary>
    public bool IsStanding(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(MarkClaim) is { } mark && ConfiguredBearer.Same(mark, Mark());

    private string Mark() => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AdminToken), "console session 1"u8));
}

internal static class ConsoleSessionSetup
{
    public static void AddConsoleSession(this WebApplicationBuilder builder)
    {
        // Behind a public https address the cookie never travels without TLS.
        var secure = builder.Configuration["PublicBaseUrl"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true
            ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest;
        builder.Services.AddSingleton<ConsoleSession>();
        builder.Services.AddAuthentication().AddCookie(ConsoleSession.Scheme, options =>
        {
            options.Cookie.Name = "publisher-config.session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = secure;
            options.ExpireTimeSpan = ConsoleSession.IdleLifetime;
            options.SlidingExpiration = true;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "from";
            options.Events.OnValidatePrincipal = context =>
            {
                if (!context.HttpContext.RequestServices.GetRequiredService<ConsoleSession>().IsStanding(context.Principal))
                {
                    context.RejectPrincipal();
                }

                return Task.CompletedTask;
            };
        });
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "publisher-config.antiforgery";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.FormFieldName = "antiforgery";
        });
    }
}
