using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.TokenExchange.Registry;

namespace TrustedPublishing.TokenExchange.Revocation;

/// <summary>Token revocation (RFC 7009) for the registry, with the credential that it introspects with.</summary>
internal static class RevocationEndpoints
{
    private const string Path = "/oauth/revoke";

    public static void MapRevocation(this WebApplication app)
    {
        app.MapPost(Path, Revoke)
            .WithName("Revoke")
            .WithTags("Revocation")
            .WithSummary("Revokes an API token, and every narrowed copy of it, at once (RFC 7009).")
            .WithDescription("""
                The answer is 200 with no body for every token, known or not (RFC 7009 §2.2). The client authenticates with HTTP
                Basic or with client_id and client_secret in the form, not with both.
                """)
            .WithMetadata(new DescribedBody(typeof(ClientForm), ClientForm.ContentType), new ForRegistryClients())
            .Produces<OAuthError>(StatusCodes.Status400BadRequest)
            .Produces<OAuthError>(StatusCodes.Status401Unauthorized)
            .Produces<OAuthError>(StatusCodes.Status503ServiceUnavailable)
            .DisableAntiforgery();
        app.Map(Path, OAuthAnswers.WrongMethod).ExcludeFromDescription();
    }

    private static async Task<Results<Ok, JsonHttpResult<OAuthError>>> Revoke(HttpContext http, ClientAuthentication clients, TokenRevoker revoker)
    {
        http.Response.Headers.CacheControl = "no-store";
        var request = await ClientRequest.ReadAsync(http, clients);
        if (request is ClientRequest.Refused refused)
        {
            return OAuthAnswers.Refuse(http, refused);
        }

        var (clientId, token) = (ClientRequest.Authentic)request;
        try
        {
            // A client that hangs up does not take it back.
            await revoker.RevokeAsync(token, new TokenRevocation.Revoked(clientId), CancellationToken.None);
            return TypedResults.Ok();
        }
        catch (UnavailableException e)
        {
            return OAuthAnswers.Unavailable(http, e);
        }
    }
}
