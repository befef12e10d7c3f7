using System.Globalization;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Explain;

/// <summary>What is wrong with an ID token, in words that tell what to change. Pure.</summary>
internal static class ProblemWords
{
    public static ExplainedProblem Of(DenialReason reason) => new(reason.Code, reason.Description);

    public static ExplainedProblem OfMissingIssuer() => new(DenialReason.ClaimMissing.Code, "The claim \"iss\" is missing: it names who issued the ID token.");

    public static ExplainedProblem OfUnknownIssuer(string issuer, IReadOnlyList<ConfiguredIssuer> configured)
    {
        var alike = configured.Select(one => Difference.Describe(one.Issuer, issuer)).FirstOrDefault(difference => difference is not null);
        var sentences = new[]
        {
            $"The issuer \"{issuer}\" is not configured here.",
            alike,
            "A self-managed instance or an enterprise has an issuer of its own, which the operator has to add (section Issuers of the settings).",
            $"Configured are {string.Join(", ", configured.Select(one => one.Issuer))}.",
        };
        return new(DenialReason.UnknownIssuer.Code, string.Join(' ', sentences.Where(sentence => sentence is not null)));
    }

    public static ExplainedProblem OfTimes(DenialReason reason, IdTokenClaims claims, DateTimeOffset now)
    {
        var when = reason == DenialReason.Expired ? claims.Member(ClaimNames.Expires) : null;
        return when is { } expires && NumericDate.Read(expires) is { } expiredAt
            ? new(reason.Code, string.Create(
                CultureInfo.InvariantCulture,
                $"The ID token expired at {expiredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Ago(now - expiredAt)} ago. Ask the CI provider for one right before the exchange, in the same job."))
            : Of(reason);
    }

    public static ExplainedProblem OfAudience(DenialReason reason, IdTokenClaims claims, IReadOnlyCollection<string> audiences)
    {
        if (reason != DenialReason.AudienceMismatch)
        {
            return Of(reason);
        }

        var wanted = string.Join(" or ", audiences.Select(audience => $"\"{audience}\""));
        var got = claims.Member(ClaimNames.Audience) is { } audience ? audience.GetRawText() : "nobody";
        return new(reason.Code, $"The ID token is for the audience {got}; this registry takes those for {wanted}. Ask the CI provider for an ID token with that audience.");
    }

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} seconds"),
    };
}
