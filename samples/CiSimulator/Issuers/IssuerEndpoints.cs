using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.CiSimulator.Claims;

namespace TrustedPublishing.CiSimulator.Issuers;

/// <summary>What an issuer shows to verifiers, and the two ways to play with it.</summary>
internal static class IssuerEndpoints
{
    private const string Json = "application/json";

    public static void AddSimulatedIssuers(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SimulatorOptions>().BindConfiguration(SimulatorOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PublicAddress>();
        builder.Services.AddSingleton<SimulatedIssuers>();
    }

    public static void MapIssuers(this WebApplication app)
    {
        var issuers = app.Services.GetRequiredService<SimulatedIssuers>();
        foreach (var profile in ProviderProfile.All)
        {
            var provider = app.MapGroup($"/{profile.Name}");
            provider.MapGet("/.well-known/openid-configuration", (HttpResponse response) => Published(issuers[profile.Name].Discovery(), response));
            provider.MapGet(profile.KeySetPath, (HttpResponse response) => Published(issuers[profile.Name].KeySet(), response));
            provider.MapPost("/id-token", (HttpContext context, CancellationToken stop) => IssueAsync(issuers[profile.Name], context, stop));
            provider.MapPost("/rotate", (bool? keep) => Rotate(issuers[profile.Name], keep ?? false));
        }
    }

    private static ContentHttpResult Published(JsonObject document, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Content(document.ToJsonString(), Json);
    }

    private static async Task<Results<ContentHttpResult, BadRequest<SimulatorError>>> IssueAsync(
        SimulatedIssuer issuer, HttpContext context, CancellationToken cancellationToken)
    {
        var body = await ClaimOverrides.ReadAsync(context.Request, cancellationToken);
        if (body is ClaimOverrides.Refused refused)
        {
            return TypedResults.BadRequest(new SimulatorError(refused.Why));
        }

        context.Response.Headers.CacheControl = "no-store";
        var value = issuer.Issue(((ClaimOverrides.Accepted)body).Claims);
        return TypedResults.Content(new JsonObject { ["value"] = value }.ToJsonString(), Json);
    }

    /// <summary>A verifier that has cached the old key must now refuse it as soon as it fetches the JWK set again.</summary>
    private static ContentHttpResult Rotate(SimulatedIssuer issuer, bool keep)
    {
        issuer.Rotate(keep);
        var published = issuer.KeySet()["keys"]!.AsArray().Select(key => (JsonNode)key!["kid"]!.GetValue<string>());
        return TypedResults.Content(new JsonObject { ["kid"] = issuer.KeyId, ["published"] = new JsonArray([.. published]) }.ToJsonString(), Json);
    }
}

/// <summary>What was wrong with a request, in a sentence.</summary>
internal sealed record SimulatorError(string Error);
