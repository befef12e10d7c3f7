using System.Collections.Immutable;
using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrustedPublishing.OpenIddictRival;

/// <summary>After OpenIddict has verified the ID token: claims it, and says what the access token is to hold.</summary>
internal sealed class Exchange(RivalDb db) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>The property under which the verified ID token's principal is kept for the event.</summary>
    public const string IdToken = "id_token";

    private static readonly ImmutableArray<string> InAccessToken = [Destinations.AccessToken];

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor
        .CreateBuilder<HandleTokenRequestContext>()
        .UseScopedHandler<Exchange>()
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var idToken = context.SubjectTokenPrincipal!;
        if (idToken.GetClaim(Claims.Subject) is not { Length: > 0 } subject
            || idToken.GetClaim(Claims.Issuer) is not { Length: > 0 } issuer
            || idToken.GetClaim(Claims.JwtId) is not { Length: > 0 } jti
            || idToken.GetExpirationDate() is not { } expiresAt)
        {
            context.Reject(Errors.InvalidGrant, "The ID token lacks a claim.");
            return;
        }

        await db.Database.BeginTransactionAsync(context.CancellationToken);
        if (!await db.ClaimAsync(issuer, jti, expiresAt, context.CancellationToken))
        {
            await db.Database.RollbackTransactionAsync(context.CancellationToken);
            context.Reject(Errors.InvalidGrant, "The ID token has been used.");
            return;
        }

        context.Transaction.SetProperty(IdToken, idToken);
        var identity = new ClaimsIdentity("exchange").SetClaim(Claims.Subject, subject);
        identity.SetDestinations(static _ => InAccessToken);
        context.SignIn(new ClaimsPrincipal(identity));
    }
}
