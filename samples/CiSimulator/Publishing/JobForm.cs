using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Claims;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Publishing;

/// <summary>What somebody typed into the page.</summary>
public sealed record JobForm(ProviderProfile Provider, string Audience, IReadOnlyDictionary<string, string> Fields, string FurtherClaims)
{
    public static JobForm Default(ProviderProfile provider, string audience) =>
        new(provider, audience, provider.Fields.ToDictionary(f => f.Claim, f => f.Default, StringComparer.Ordinal), "");

    public static JobForm From(ProviderProfile provider, IFormCollection form) => new(
        provider,
        form["audience"].ToString().Trim(),
        provider.Fields.ToDictionary(f => f.Claim, f => form[$"claim.{f.Claim}"].ToString().Trim(), StringComparer.Ordinal),
        form["further"].ToString());

    /// <summary>
    /// Only what was changed becomes an override, so that derived claims follow; an emptied field removes its claim.
    /// </summary>
    public ClaimOverrides ToOverrides()
    {
        var further = ClaimOverrides.Parse(Encoding.UTF8.GetBytes(FurtherClaims.Trim()));
        if (further is not ClaimOverrides.Accepted { Claims: var claims })
        {
            return further;
        }

        foreach (var field in Provider.Fields.Where(f => Fields[f.Claim] != f.Default && !claims.ContainsKey(f.Claim)))
        {
            claims[field.Claim] = Fields[field.Claim] is { Length: > 0 } value ? JsonValue.Create(value) : null;
        }

        if (!claims.ContainsKey("aud") && Audience.Length > 0)
        {
            claims["aud"] = Audience;
        }

        return further;
    }
}
