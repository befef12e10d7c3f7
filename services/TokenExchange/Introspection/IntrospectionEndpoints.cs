using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Registry;

namespace TrustedPublishing.TokenExchange.Introspection;

/// <summary>Token introspection (RFC 7662) for the registry, with a credential of its own.</summary>
internal static class IntrospectionEndpoints
{
    private const string Path = "/oauth/introspect";

    public static void MapIntrospection(this WebApplication app)
    {
        app.MapPost(Path, Introspect)
            .WithName("Introspect")
            .WithTags("Introspection")
            .WithSummary("Tells the registry whether an API token is good and for which projects (RFC 7662).")
            .WithDescription("The client authenticates with HTTP Basic or with client_id and client_secret in the form, not with both.")
            .WithMetadata(new DescribedBody(typeof(ClientForm), ClientForm.ContentType), new ForRegistryClients())
            .Produces<OAuthError>(StatusCodes.Status400BadRequest)
            .Produces<OAuthError>(StatusCodes.Status401Unauthorized)
            .Produces<OAuthError>(StatusCodes.Status503ServiceUnavailable)
            .DisableAntiforgery();
        app.Map(Path, OAuthAnswers.WrongMethod).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<IntrospectionAnswer>, JsonHttpResult<OAuthError>>> Introspect(
        HttpContext http, ClientAuthentication clients, TokenIntrospector introspector, ExchangeTelemetry telemetry)
    {
        http.Response.Headers.CacheControl = "no-store";
        var request = await ClientRequest.ReadAsync(http, clients);
        if (request is ClientRequest.Refused refused)
        {
            return OAuthAnswers.Refuse(http, refused);
        }

        try
        {
            var answer = await introspector.IntrospectAsync(((ClientRequest.Authentic)request).Token, http.RequestAborted);
            telemetry.CountIntrospection(answer.Active);
            return TypedResults.Ok(answer);
        }
        catch (UnavailableException e)
        {
            return OAuthAnswers.Unavailable(http, e);
        }
    }
}
