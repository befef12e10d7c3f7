namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>Clients, ledger and log must agree about every API token. Pure.</summary>
internal static class TokenRules
{
    /// <param name="given">The ids of the tokens that clients received.</param>
    /// <param name="ledger">The tokens of the ledger and the digests of the ID tokens that they were given for.</param>
    /// <param name="logged">The token that each <c>TokenMinted</c> of the log is about.</param>
    public static IEnumerable<string> Violations(IReadOnlyCollection<Guid> given, IReadOnlyCollection<(Guid TokenId, string IdToken)> ledger, IReadOnlyCollection<Guid> logged)
    {
        var records = logged.CountBy(id => id).ToDictionary();
        var rows = ledger.Select(row => row.TokenId).ToHashSet();
        foreach (var token in given.Where(token => records.GetValueOrDefault(token) != 1))
        {
            yield return $"A client has the API token {token}, and the log has {records.GetValueOrDefault(token)} TokenMinted of it.";
        }

        foreach (var (token, count) in records.Where(entry => entry.Value > 1))
        {
            yield return $"The log has {count} TokenMinted of the API token {token}.";
        }

        foreach (var token in records.Keys.Where(token => !rows.Contains(token)))
        {
            yield return $"The log has TokenMinted of the API token {token}, and the ledger has no row of it.";
        }

        foreach (var token in rows.Where(token => !records.ContainsKey(token)))
        {
            yield return $"The ledger has the API token {token}, and the log has no TokenMinted of it.";
        }

        foreach (var (idToken, count) in ledger.CountBy(row => row.IdToken).Where(entry => entry.Value > 1))
        {
            yield return $"The ledger has {count} API tokens of the ID token {idToken}.";
        }
    }

    /// <summary>A correlation id that a client was told must lead to one record.</summary>
    /// <param name="told">The correlation ids.</param>
    /// <param name="logged">The record id of each <c>TokenExchangeDenied</c> of the log.</param>
    public static IEnumerable<string> UnrecordedRefusals(IEnumerable<Guid> told, IEnumerable<Guid> logged)
    {
        var records = logged.CountBy(id => id).ToDictionary();
        return told.Distinct().Where(id => records.GetValueOrDefault(id) != 1)
            .Select(id => $"A client was told the correlation id {id}, and the log has {records.GetValueOrDefault(id)} records of it.");
    }
}
