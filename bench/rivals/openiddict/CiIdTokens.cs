using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Protection;

namespace TrustedPublishing.OpenIddictRival;

/// <summary>
/// Subject tokens come from the CI provider and not from this server: for them OpenIddict is given the provider's keys, issuer and
/// audience in place of its own (openiddict-core's pull request 2335 says how).
/// </summary>
internal sealed class CiIdTokens(TokenValidationParameters ofTheProvider) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor
        .CreateBuilder<ValidateTokenContext>()
        .UseSingletonHandler<CiIdTokens>()
        .SetOrder(ResolveTokenValidationParameters.Descriptor.Order + 1)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public static TokenValidationParameters ParametersFor(RivalSettings rival) => new()
    {
        // Keeps discovery document and keys, and fetches them again for an unknown key id.
        ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{rival.Issuer}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = false }),
        ValidIssuer = rival.Issuer,
        ValidAudience = rival.Audience,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
        ClockSkew = TimeSpan.FromSeconds(30),
    };

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.ValidTokenTypes.Contains(OpenIddictConstants.TokenTypeIdentifiers.IdentityToken))
        {
            context.TokenValidationParameters = ofTheProvider;
            // The audience is the registry and not a client of this server; the parameters check it.
            context.DisableAudienceValidation = true;
            context.DisablePresenterValidation = true;
        }

        return default;
    }
}
