using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using TrustedPublishing.Audit.Access.Tokens;
using TrustedPublishing.Audit.Access.Uses;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.Audit.Access;

/// <summary>
/// Who may read: whoever shows the operator's token or one of an auditor, as a bearer to the API or once at the sign-in form to the pages.
/// </summary>
internal static class Auditors
{
    public const string BearerScheme = "auditor";

    /// <summary>Holds the configured token, and answers who shows none that is good.</summary>
    public const string OperatorScheme = "operator";
    public const string TokenSetting = $"{AuditorOptions.Section}:Token";

    /// <summary>For <c>/api</c>. A browser's session is not enough: no other site's page can make a browser send a bearer.</summary>
    public static AuthorizationPolicy Api { get; } = Policy(BearerScheme);

    /// <summary>For the pages.</summary>
    public static AuthorizationPolicy Pages { get; } = Policy(PageSession.Scheme);

    public static void AddAuditors(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuditorOptions>().BindConfiguration(AuditorOptions.Section);
        builder.Services.AddSingleton<AuditorTokens>();
        builder.Services.AddSingleton<UseRecorder>();
        builder.Services.AddSingleton<ShownToken>();
        builder.Services.AddScoped<CurrentReader>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, TokensJson.Default));
        builder.Services.AddAuthentication()
            .AddConfiguredBearer(OperatorScheme, TokenSetting)
            .AddScheme<AuthenticationSchemeOptions, AuditorBearerHandler>(BearerScheme, options => options.ForwardChallenge = OperatorScheme)
            .AddScheme<PageSessionOptions, PageSessionHandler>(PageSession.Scheme, options =>
                // Behind a public https address the cookie never travels without TLS.
                options.IsSecure = builder.Configuration["PublicBaseUrl"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);
        builder.Services.AddAuthorization();
    }

    private static AuthorizationPolicy Policy(string scheme) =>
        new AuthorizationPolicyBuilder(scheme).RequireAuthenticatedUser().RequireAssertion(RouteScope.IsFor).Build();
}
