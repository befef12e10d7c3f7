using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace TrustedPublishing.ServiceDefaults.Authentication;

public static class ConfiguredBearer
{
    /// <summary>The shortest token that is accepted as a setting, in characters.</summary>
    public const int MinimumLength = 20;

    /// <summary>
    /// Authenticates <c>Authorization: Bearer …</c> against the one token of the setting <paramref name="setting"/>, in constant
    /// time. A missing or short token stops the start.
    /// </summary>
    public static AuthenticationBuilder AddConfiguredBearer(this AuthenticationBuilder authentication, string scheme, string setting)
    {
        authentication.Services.AddOptions<ConfiguredBearerOptions>(scheme)
            .Configure<IConfiguration>((options, configuration) => options.Token = configuration[setting] ?? "")
            .Validate(options => options.Token.Length >= MinimumLength, $"The setting '{setting}' must hold a token of at least {MinimumLength} characters.")
            .ValidateOnStart();
        return authentication.AddScheme<ConfiguredBearerOptions, ConfiguredBearerHandler>(scheme, null);
    }

    /// <summary>Compares two tokens without telling by time where they differ.</summary>
    public static bool Same(string shown, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}

public sealed class ConfiguredBearerOptions : AuthenticationSchemeOptions
{
    public string Token { get; set; } = "";
}

internal sealed class ConfiguredBearerHandler(IOptionsMonitor<ConfiguredBearerOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<ConfiguredBearerOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (!ConfiguredBearer.Same(header[Prefix.Length..].Trim(), Options.Token))
        {
            return Task.FromResult(AuthenticateResult.Fail("The bearer token is not the configured one."));
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, $"{Scheme.Name}-token")], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    /// <summary>RFC 6750 §3: no error code when nothing was shown, <c>invalid_token</c> when it was wrong.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var shown = Request.Headers.Authorization.Count > 0;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, shown ? "Bearer error=\"invalid_token\"" : "Bearer");
        await Results.Problem(
            statusCode: StatusCodes.Status401Unauthorized,
            title: shown ? "The bearer token is not valid here." : "A bearer token is needed: Authorization: Bearer <token>.",
            extensions: new Dictionary<string, object?> { ["code"] = shown ? "invalid_token" : "missing_token" }).ExecuteAsync(Context);
    }
}
