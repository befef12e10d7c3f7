using Microsoft.AspNetCore.Authorization;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.Audit.Access;

/// <summary>Who may read: whoever shows the auditor token, as a bearer to the API or once at the sign-in form to the pages.</summary>
internal static class Auditors
{
    public const string BearerScheme = "auditor";
    public const string TokenSetting = "Auditor:Token";

    /// <summary>For <c>/api</c>. A browser's session is not enough: no other site's page can make a browser send a bearer.</summary>
    public static AuthorizationPolicy Api { get; } = new AuthorizationPolicyBuilder(BearerScheme).RequireAuthenticatedUser().Build();

    /// <summary>For the pages.</summary>
    public static AuthorizationPolicy Pages { get; } = new AuthorizationPolicyBuilder(PageSession.Scheme).RequireAuthenticatedUser().Build();

    public static void AddAuditors(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication()
            .AddConfiguredBearer(BearerScheme, TokenSetting)
            .AddScheme<PageSessionOptions, PageSessionHandler>(PageSession.Scheme, options =>
                // Behind a public https address the cookie never travels without TLS.
                options.IsSecure = builder.Configuration["PublicBaseUrl"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);
        builder.Services.AddAuthorization();
    }
}
