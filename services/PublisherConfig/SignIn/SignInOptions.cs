namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>Section <c>SignIn</c>: the OpenID provider at which people sign in.</summary>
internal sealed class SignInOptions
{
    public const string Section = "SignIn";

    /// <summary>Its issuer, where its discovery document is; without one people sign in with the admin token only.</summary>
    public string? Issuer { get; set; }

    /// <summary>What the provider calls this console. Its redirect URI is <c>&lt;PublicBaseUrl&gt;/sign-in/answer</c>.</summary>
    public string? ClientId { get; set; }

    /// <summary>Left out for a public client: the code flow has PKCE either way.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>On the button: <c>Sign in with …</c>.</summary>
    public string DisplayName { get; set; } = "your organisation";

    /// <summary>Beside <c>openid</c>; some providers give groups for a scope of their own only.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>The claim that lists a person's groups, in the ID token or at the UserInfo endpoint.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Members of any of these are operators. Compared byte for byte.</summary>
    public IList<string> OperatorGroups { get; } = [];

    /// <summary>Members of any of these are auditors. Compared byte for byte.</summary>
    public IList<string> AuditorGroups { get; } = [];

    /// <summary>With it the AppHost of a Development run makes one-time links; never set in Production.</summary>
    public string? OneTimeLinkKey { get; set; }

    public bool HasProvider => !string.IsNullOrEmpty(Issuer);

    /// <summary>What is wrong with the section, in words for the operator; empty when it may be used.</summary>
    public IEnumerable<string> Violations(bool isProduction)
    {
        if (HasProvider && (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || !MayBeUsed(issuer, isProduction)))
        {
            yield return $"SignIn:Issuer is '{Issuer}': it must be an https address.";
        }

        if (HasProvider && string.IsNullOrEmpty(ClientId))
        {
            yield return "SignIn:ClientId is missing: what the provider calls this console.";
        }

        if (!HasProvider && (OperatorGroups.Count > 0 || AuditorGroups.Count > 0))
        {
            yield return "SignIn:OperatorGroups and SignIn:AuditorGroups mean nothing without SignIn:Issuer.";
        }

        if (isProduction && !string.IsNullOrEmpty(OneTimeLinkKey))
        {
            yield return "SignIn:OneTimeLinkKey is set: one-time links are for Development only.";
        }
    }

    private static bool MayBeUsed(Uri issuer, bool isProduction) =>
        issuer.Scheme == Uri.UriSchemeHttps || (!isProduction && issuer is { Scheme: "http", IsLoopback: true });
}
