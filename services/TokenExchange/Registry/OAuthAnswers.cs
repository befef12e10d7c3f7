using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TrustedPublishing.TokenExchange.Registry;

/// <summary>RFC 6749 §5.2.</summary>
internal sealed record OAuthError(string Error, string ErrorDescription);

/// <summary>What OAuth endpoints answer when they do not answer the question.</summary>
internal static class OAuthAnswers
{
    public static JsonHttpResult<OAuthError> Refuse(HttpContext http, ClientRequest.Refused refused)
    {
        if (refused.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\", charset=\"UTF-8\"";
        }

        return Of(http, refused.Status, refused.Error, refused.Description);
    }

    /// <summary>RFC 7009 §2.2.1 knows this answer too: the client must assume that the token still exists.</summary>
    public static JsonHttpResult<OAuthError> Unavailable(HttpContext http, UnavailableException e)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(e.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Of(http, StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", e.Message);
    }

    public static JsonHttpResult<OAuthError> WrongMethod(HttpContext http)
    {
        http.Response.Headers.Allow = "POST";
        return Of(http, StatusCodes.Status405MethodNotAllowed, "invalid_request", "Use the method POST.");
    }

    private static JsonHttpResult<OAuthError> Of(HttpContext http, int status, string error, string description)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new OAuthError(error, description), statusCode: status);
    }
}
