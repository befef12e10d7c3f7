using TrustedPublishing.Contracts;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Lookup;

/// <summary><c>GET /internal/issuers</c>: how it stands with each issuer, for operators and health views.</summary>
internal static class IssuerEndpoints
{
    public static void MapIssuers(this RouteGroupBuilder internalGroup) => internalGroup.MapGet("/issuers", ListAsync);

    private static async Task<IResult> ListAsync(IssuerDirectory issuers, IssuerStore store, TimeProvider time)
    {
        try
        {
            var states = await Task.WhenAll(issuers.All.Select(async issuer => View(issuer, await store.ReadAsync(issuer.Issuer), time.GetUtcNow())));
            return Results.Json(new IssuersResponse(states), LookupJson.Default.IssuersResponse);
        }
        catch (Exception e) when (RedisSetup.IsOutage(e))
        {
            return Results.Json(new KeyProblem("store_unavailable"), LookupJson.Default.KeyProblem, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IssuerView View(ConfiguredIssuer issuer, IssuerState state, DateTimeOffset now) => new(
        issuer.Name,
        issuer.Issuer,
        issuer.Provider,
        (state.Set, state.Failure) switch
        {
            (null, null) => "unused",
            (null, _) => "unavailable",
            ({ } set, _) => set.IsFresh(now) ? "fresh" : "stale",
        },
        state.Set?.FetchedAt,
        [.. (state.Set?.Keys ?? []).Select(key => new SigningKeyRef { KeyId = key.KeyId, Thumbprint = key.Thumbprint })],
        state.Failure);
}

/// <param name="Issuers">In the order of the configuration.</param>
internal sealed record IssuersResponse(IReadOnlyList<IssuerView> Issuers);

/// <param name="Name">Its name in the configuration.</param>
/// <param name="Issuer">The <c>iss</c> claim.</param>
/// <param name="Provider">The kind of provider.</param>
/// <param name="State"><c>unused</c>, <c>fresh</c>, <c>stale</c> or <c>unavailable</c>.</param>
/// <param name="ConfirmedAt">When its set was fetched.</param>
/// <param name="Keys">The keys of that set.</param>
/// <param name="Failure">The failures since then, if there are any.</param>
internal sealed record IssuerView(
    string Name, string Issuer, string Provider, string State, DateTimeOffset? ConfirmedAt, IReadOnlyList<SigningKeyRef> Keys, FetchFailure? Failure);
