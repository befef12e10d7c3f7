using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>Signing in at an OpenID provider: code flow with PKCE (RFC 7636), state and nonce.</summary>
internal static partial class ProviderSignIn
{
    public const string Scheme = "provider";

    /// <summary>Among the properties of a challenge: the person must show anew who they are.</summary>
    private const string Again = "again";

    /// <summary>Between showing it to the provider and coming back here.</summary>
    private static readonly TimeSpan AgainWithin = TimeSpan.FromMinutes(5);

    public static void AddProvider(this AuthenticationBuilder authentication, SignInOptions signIn, bool isProduction) =>
        authentication.AddOpenIdConnect(Scheme, options =>
        {
            options.Authority = signIn.Issuer;
            options.ClientId = signIn.ClientId;
            options.ClientSecret = signIn.ClientSecret;
            options.RequireHttpsMetadata = isProduction;
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.CallbackPath = "/sign-in/answer";
            options.SignInScheme = SessionHandler.SchemeName;
            options.SaveTokens = false;
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = true;
            options.ClaimActions.Remove("iss");
            options.ClaimActions.MapJsonKey(signIn.GroupsClaim, signIn.GroupsClaim);
            options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(60);
            options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Scope.Clear();
            foreach (var scope in (IEnumerable<string>)["openid", "profile", "email", .. signIn.Scopes])
            {
                options.Scope.Add(scope);
            }

            options.Events.OnRedirectToIdentityProvider = context =>
            {
                if (context.Properties.Items.ContainsKey(Again))
                {
                    // OpenID Connect Core 1.0 §3.1.2.1.
                    (context.ProtocolMessage.Prompt, context.ProtocolMessage.MaxAge) = (OpenIdConnectPrompt.Login, "0");
                }

                return Task.CompletedTask;
            };
            options.Events.OnTicketReceived = context => ReceiveAsync(context, signIn);
            options.Events.OnRemoteFailure = context =>
            {
                Log.Failed(LoggerOf(context.HttpContext), context.Failure);
                Refuse(context, context.Failure?.Data["error"] is "access_denied" ? SignInProblem.Declined : SignInProblem.Failed);
                return Task.CompletedTask;
            };
        });

    /// <summary>Sends the browser to the provider.</summary>
    /// <param name="context">The request.</param>
    /// <param name="from">The page to come back to; on this site.</param>
    /// <param name="again">Whether the person must show anew who they are.</param>
    public static async Task ChallengeAsync(HttpContext context, string from, bool again)
    {
        var properties = new AuthenticationProperties { RedirectUri = from };
        if (again)
        {
            properties.Items[Again] = "";
        }

        try
        {
            await context.ChallengeAsync(Scheme, properties);
        }
        catch (InvalidOperationException e) when (e.InnerException is IOException or HttpRequestException or ArgumentException or TaskCanceledException)
        {
            // IDX20803: the discovery document could not be read.
            Log.Away(LoggerOf(context), e);
            context.Response.Redirect(SignInProblem.Address(SignInProblem.ProviderAway, from));
        }
    }

    /// <summary>Who the provider says that somebody is; null if it does not say enough.</summary>
    internal static Identity? Read(ClaimsPrincipal principal, SignInOptions signIn)
    {
        if (principal.FindFirstValue("iss") is not { Length: > 0 and <= Person.MaxIssuerLength } issuer || Person.IsBuiltIn(issuer)
            || principal.FindFirstValue("sub") is not { Length: > 0 and <= Person.MaxSubjectLength } subject)
        {
            return null;
        }

        var groups = principal.FindAll(signIn.GroupsClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return new Identity
        {
            Issuer = issuer,
            Subject = subject,
            Name = Shown("name") ?? Shown("preferred_username"),
            Email = Shown("email"),
            IsOperator = groups.Overlaps(signIn.OperatorGroups),
            IsAuditor = groups.Overlaps(signIn.AuditorGroups),
            AuthenticatedAt = long.TryParse(principal.FindFirstValue("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
        };

        string? Shown(string claim) => principal.FindFirstValue(claim) is { Length: > 0 } value ? value : null;
    }

    private static async Task ReceiveAsync(TicketReceivedContext context, SignInOptions signIn)
    {
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var isAgain = context.Properties?.Items.ContainsKey(Again) == true;
        if (context.Principal is null || Read(context.Principal, signIn) is not { } identity)
        {
            Refuse(context, SignInProblem.Failed);
        }
        else if (isAgain && identity.AuthenticatedAt is { } at && now - at > AgainWithin)
        {
            Refuse(context, SignInProblem.NotAgain);
        }
        else if (!await SessionHandler.OpenAsync(context.HttpContext, identity with { AuthenticatedAt = Bounded(identity.AuthenticatedAt ?? (isAgain ? now : null), now) }))
        {
            Refuse(context, SignInProblem.KeptOut);
        }
        else
        {
            context.Response.Redirect(context.ReturnUri ?? "/");
            context.HandleResponse();
        }
    }

    // A provider whose clock is ahead makes nobody fresher than now.
    private static DateTimeOffset? Bounded(DateTimeOffset? at, DateTimeOffset now) => at > now ? now : at;

    private static void Refuse(HandleRequestContext<RemoteAuthenticationOptions> context, string problem)
    {
        context.Response.Redirect(SignInProblem.Address(problem, null));
        context.HandleResponse();
    }

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProviderSignIn));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Signing in at the provider failed")]
        public static partial void Failed(ILogger logger, Exception? exception);

        [LoggerMessage(LogLevel.Error, "The provider at which people sign in does not answer")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
