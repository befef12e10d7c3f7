using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using TrustedPublishing.TokenExchange.Exchange;

namespace TrustedPublishing.TokenExchange.Introspection;

/// <summary>What an introspection request asks for (RFC 7662 §2.1).</summary>
/// <param name="Token">The API token.</param>
/// <param name="TokenTypeHint">Ignored: there is one type of token.</param>
/// <param name="ClientId">For clients that do not use HTTP Basic.</param>
/// <param name="ClientSecret">For clients that do not use HTTP Basic.</param>
internal sealed record IntrospectionRequest(string Token, string? TokenTypeHint = null, string? ClientId = null, string? ClientSecret = null)
{
    public override string ToString() => nameof(IntrospectionRequest);
}

/// <summary>Token introspection (RFC 7662) for the registry, with a credential of its own.</summary>
internal static class IntrospectionEndpoints
{
    private const string Path = "/oauth/introspect";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>A token for very many projects is long; nothing else in the form is.</summary>
    private const int MaxBodyLength = 128 * 1024;

    public static void MapIntrospection(this WebApplication app)
    {
        app.MapPost(Path, Introspect)
            .WithName("Introspect")
            .WithTags("Introspection")
            .WithSummary("Tells the registry whether an API token is good and for which projects (RFC 7662).")
            .WithDescription("The client authenticates with HTTP Basic or with client_id and client_secret in the form, not with both.")
            .WithMetadata(new DescribedBody(typeof(IntrospectionRequest), Form))
            .Produces<OAuthError>(StatusCodes.Status400BadRequest)
            .Produces<OAuthError>(StatusCodes.Status401Unauthorized)
            .Produces<OAuthError>(StatusCodes.Status503ServiceUnavailable)
            .DisableAntiforgery();
        app.Map(Path, (HttpContext http) =>
        {
            http.Response.Headers.Allow = "POST";
            return Refuse(http, StatusCodes.Status405MethodNotAllowed, "invalid_request", "Use the method POST.");
        }).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<IntrospectionAnswer>, JsonHttpResult<OAuthError>>> Introspect(
        HttpContext http, ClientAuthentication clients, TokenIntrospector introspector, ExchangeTelemetry telemetry)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await ReadFormAsync(http) is not { } form || form.Any(field => field.Value.Count > 1))
        {
            return Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", $"The body must be a form ({Form}) with no field twice.");
        }

        var basic = http.Request.Headers.Authorization;
        if (!StringValues.IsNullOrEmpty(basic) && form.ContainsKey("client_secret"))
        {
            return Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", "Use one way to authenticate the client, not two.");
        }

        if (ReadCredentials(basic, form) is not { } credentials || !clients.IsKnown(credentials))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"introspection\", charset=\"UTF-8\"";
            return Refuse(http, StatusCodes.Status401Unauthorized, "invalid_client", "The client's credential is missing or wrong.");
        }

        if (form["token"] is not [{ Length: > 0 } token])
        {
            return Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", "The field \"token\" is missing.");
        }

        try
        {
            var answer = await introspector.IntrospectAsync(token, http.RequestAborted);
            telemetry.CountIntrospection(answer.Active);
            return TypedResults.Ok(answer);
        }
        catch (UnavailableException e)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(e.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Refuse(http, StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", e.Message);
        }
    }

    /// <summary>Null if the body is no form, or too large.</summary>
    private static async Task<IFormCollection?> ReadFormAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyLength;
        }

        if (http.Request.ContentType is not { } type || !type.Split(';')[0].Trim().Equals(Form, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return await http.Request.ReadFormAsync(new FormOptions { ValueLengthLimit = MaxBodyLength, ValueCountLimit = 16 }, http.RequestAborted);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            return null;
        }
    }

    private static ClientCredentials? ReadCredentials(StringValues basic, IFormCollection form)
    {
        if (!StringValues.IsNullOrEmpty(basic))
        {
            return basic.Count == 1 ? ClientCredentials.FromBasic(basic.ToString()) : null;
        }

        return form["client_id"] is [{ Length: > 0 } id] && form["client_secret"] is [{ Length: > 0 } secret]
            ? new ClientCredentials(id, secret)
            : null;
    }

    private static JsonHttpResult<OAuthError> Refuse(HttpContext http, int status, string error, string description)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new OAuthError(error, description), statusCode: status);
    }
}
