using System.Security.Claims;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrustedPublishing.OpenIddictRival;

/// <summary>An ID token was exchanged for an access token.</summary>
public sealed record TokenExchanged(string TokenId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, IReadOnlyDictionary<string, string> Claims);

/// <summary>Between the access token and the answer: commits the database, then waits until the broker has confirmed the event.</summary>
internal sealed class Events(RivalDb db, IPublishEndpoint bus) : IOpenIddictServerHandler<ProcessSignInContext>
{
    private const string Name = "openiddict.token-exchanged";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor
        .CreateBuilder<ProcessSignInContext>()
        .UseScopedHandler<Events>()
        .SetOrder(OpenIddictServerHandlers.AttachSignInParameters.Descriptor.Order + 1)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public static void Configure(IRabbitMqBusFactoryConfigurator rabbit, Uri broker)
    {
        rabbit.Host(broker);
        rabbit.Message<TokenExchanged>(message => message.SetEntityName(Name));
        rabbit.Publish<TokenExchanged>(message => message.BindQueue(Name, Name, queue =>
        {
            queue.Durable = true;
            queue.SetQueueArgument("x-queue-type", "quorum");
        }));
        rabbit.DeployPublishTopology = true;
    }

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        await db.Database.CommitTransactionAsync(context.CancellationToken);
        var token = (context.IssuedTokenPrincipal ?? context.AccessTokenPrincipal)!;
        await bus.Publish(
            new TokenExchanged(token.GetTokenId()!, token.GetCreationDate()!.Value, token.GetExpirationDate()!.Value, VerifiedClaims(context)),
            publish =>
            {
                // An event that no queue takes comes back as an error instead of being confirmed and gone.
                if (publish.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
            },
            context.CancellationToken);
    }

    private static Dictionary<string, string> VerifiedClaims(ProcessSignInContext context)
    {
        var idToken = context.Transaction.GetProperty<ClaimsPrincipal>(Exchange.IdToken)!;
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var claim in idToken.Claims)
        {
            if (!claim.Type.StartsWith(OpenIddictConstants.Claims.Prefixes.Private, StringComparison.Ordinal))
            {
                claims[claim.Type] = claim.Value;
            }
        }

        return claims;
    }
}
