using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace TrustedPublishing.TokenExchange.Registry;

/// <summary>The form in which a registry's client shows a token (RFC 7662 §2.1, RFC 7009 §2.1).</summary>
/// <param name="Token">The API token.</param>
/// <param name="TokenTypeHint">Ignored: there is one type of token.</param>
/// <param name="ClientId">For clients that do not use HTTP Basic.</param>
/// <param name="ClientSecret">For clients that do not use HTTP Basic.</param>
internal sealed record ClientForm(string Token, string? TokenTypeHint = null, string? ClientId = null, string? ClientSecret = null)
{
    public const string ContentType = "application/x-www-form-urlencoded";

    public override string ToString() => nameof(ClientForm);
}

/// <summary>A request of a registry's client, about a token.</summary>
internal abstract record ClientRequest
{
    /// <summary>A token for very many projects is long; nothing else in the form is.</summary>
    private const int MaxBodyLength = 128 * 1024;

    private ClientRequest()
    {
    }

    /// <summary>The client is known; of the token nothing is.</summary>
    public sealed record Authentic(string ClientId, string Token) : ClientRequest
    {
        public override string ToString() => nameof(Authentic);
    }

    public sealed record Refused(int Status, string Error, string Description) : ClientRequest;

    public static async Task<ClientRequest> ReadAsync(HttpContext http, ClientAuthentication clients)
    {
        if (await ReadFormAsync(http) is not { } form || form.Any(field => field.Value.Count > 1))
        {
            return Invalid($"The body must be a form ({ClientForm.ContentType}) with no field twice.");
        }

        var basic = http.Request.Headers.Authorization;
        if (!StringValues.IsNullOrEmpty(basic) && form.ContainsKey("client_secret"))
        {
            return Invalid("Use one way to authenticate the client, not two.");
        }

        if (ReadCredentials(basic, form) is not { } credentials || !clients.IsKnown(credentials))
        {
            return new Refused(StatusCodes.Status401Unauthorized, "invalid_client", "The client's credential is missing or wrong.");
        }

        return form["token"] is [{ Length: > 0 } token]
            ? new Authentic(credentials.Id, token.Trim())
            : Invalid("The field \"token\" is missing.");
    }

    private static Refused Invalid(string description) => new(StatusCodes.Status400BadRequest, "invalid_request", description);

    /// <summary>Null if the body is no form, or too large.</summary>
    private static async Task<IFormCollection?> ReadFormAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyLength;
        }

        if (http.Request.ContentType is not { } type || !type.Split(';')[0].Trim().Equals(ClientForm.ContentType, StringComparison.OrdinalIgnoreCase))
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
}
