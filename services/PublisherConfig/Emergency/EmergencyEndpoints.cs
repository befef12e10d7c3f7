using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.ServiceDefaults.Internal;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Emergency;

/// <summary>The emergency switches in the management API: an operator's request is checked here and done by the token exchange.</summary>
internal static class EmergencyEndpoints
{
    public static void AddEmergency(this WebApplicationBuilder builder)
    {
        builder.AddInternalClient(ExchangeSwitches.Client);
        builder.Services.AddSingleton<ExchangeSwitches>();
    }

    public static void MapEmergency(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/emergency").WithTags("Emergency").AddEndpointFilter(SayWhenTheExchangeIsAwayAsync);
        group.MapGet("/", List).Needs(Need.SeeInstallation).WithName("ListSwitches").WithSummary("List the emergency switches that are set");
        group.MapPut("/{kind}", Set).Needs(Need.Operate).WithName("SetSwitch").WithSummary("Set an emergency switch: 201, or 200 with the one that is set already");
        group.MapDelete("/{id:guid}", Clear).Needs(Need.Operate).WithName("ClearSwitch").WithSummary("Clear an emergency switch");
        group.MapPost("/revocations", Revoke).Needs(Need.Operate).WithName("RevokeTokens").WithSummary("Revoke all tokens of a publisher or of a provider that were minted until now");
    }

    private static async Task<Ok<SwitchListResponse>> List(ExchangeSwitches exchange, CancellationToken cancellationToken) =>
        TypedResults.Ok(await exchange.ListAsync(cancellationToken));

    private static async Task<Results<Ok<SwitchResponse>, Created<SwitchResponse>, ProblemHttpResult>> Set(
        HttpContext context, string kind, IssuerDirectory issuers, ExchangeSwitches exchange, CancellationToken cancellationToken)
    {
        if (!EmergencyForm.IsKind(kind))
        {
            return Problems.Of(StatusCodes.Status404NotFound, Problems.SwitchNotFound, "There is no switch of this kind.");
        }

        var body = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is JsonBody.Refused refused)
        {
            return refused.Problem;
        }

        var errors = new FieldErrors();
        if (EmergencyForm.CheckSwitch(kind, (JsonBody.Members)body, issuers, errors) is not { } wanted)
        {
            return Problems.Invalid(StatusCodes.Status422UnprocessableEntity, Problems.InvalidSwitch, "The switch is not valid.", errors);
        }

        var (set, isNew) = await exchange.SetAsync(wanted, context.By(), cancellationToken);
        return isNew ? TypedResults.Created($"/api/emergency/{set.Id}", set) : TypedResults.Ok(set);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Clear(
        HttpContext context, Guid id, string? reason, ExchangeSwitches exchange, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var why = EmergencyForm.CheckReason(reason, errors);
        if (errors.Any)
        {
            return Problems.Invalid(StatusCodes.Status400BadRequest, Problems.InvalidQuery, "The query is not valid.", errors);
        }

        return await exchange.ClearAsync(id, context.By(), why, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, Problems.SwitchNotFound, "No switch of this id is set.");
    }

    private static async Task<Results<Ok<RevocationResponse>, ProblemHttpResult>> Revoke(
        HttpContext context, ProviderCatalog providers, ExchangeSwitches exchange, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is JsonBody.Refused refused)
        {
            return refused.Problem;
        }

        var errors = new FieldErrors();
        return EmergencyForm.CheckRevocation((JsonBody.Members)body, providers, errors) is { } wanted
            ? TypedResults.Ok(await exchange.RevokeAsync(wanted, context.By(), cancellationToken))
            : Problems.Invalid(StatusCodes.Status422UnprocessableEntity, Problems.InvalidRevocation, "The revocation is not valid.", errors);
    }

    /// <summary>Nobody may believe that a switch is set because an answer was lost, nor that it is not.</summary>
    private static async ValueTask<object?> SayWhenTheExchangeIsAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (HttpRequestException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "2";
            return Problems.Of(
                StatusCodes.Status503ServiceUnavailable,
                Problems.Unavailable,
                "The token exchange does not answer. Whether something changed is unknown: send the request again, it does no harm twice.");
        }
    }
}
