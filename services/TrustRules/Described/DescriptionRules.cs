namespace TrustedPublishing.TrustRules.Described;

/// <summary>
/// What the members of a description must be together. A description that would let in whoever shares an issuer, that finds
/// publishers by something it does not compare, or that compares nothing, cannot be read. Pure.
/// </summary>
internal static class DescriptionRules
{
    public static void Check(Description description, DescriptionNode root)
    {
        CheckNames(description, root);
        FieldRules.Check(description, root);
        ComparisonRules.Check(description, root);
        CheckIssuers(description, root);
        CheckIdentity(description, root);
        if (description.Title.Claims.Count > 0 || !description.Title.Fields.All(name => description.IsRequired(name)))
        {
            throw root.Wrong("title", "may name required fields only.");
        }

        if (description.AccountClaim is { } account && description.RowOf(account) is null)
        {
            throw root.Wrong("account_claim", $"is {account}, which is not among the claims.");
        }
    }

    private static void CheckNames(Description description, DescriptionNode root)
    {
        if (description.Name.Length > 32 || !char.IsAsciiLetterLower(description.Name[0])
            || !description.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw root.Wrong("name", "must begin with a letter and have at most 32 lower-case letters, digits and hyphens.");
        }

        if (description.DisplayName.Length > 40)
        {
            throw root.Wrong("display_name", "must have at most 40 characters.");
        }
    }

    private static void CheckIssuers(Description description, DescriptionNode root)
    {
        if (description.Issuers.Count == 0 && !description.IsSelfHosted)
        {
            throw root.Wrong("needs issuers, or self_hosted, or both.");
        }

        if (description.Audience is { } audience && (audience.Contains(' ', StringComparison.Ordinal)
            || (audience.Contains('{', StringComparison.Ordinal) && audience is not ("{issuer}" or "{issuer_host}"))))
        {
            throw root.Wrong("audience", "must be {issuer}, {issuer_host}, or a value without blanks and braces.");
        }

        if (description.Audience is "pypi" or "testpypi")
        {
            throw root.Wrong("audience", $"is {description.Audience}, which belongs to somebody else.");
        }

        var isShared = description.Issuers.Any(issuer => issuer.IsLiteral);
        if (isShared && description.Audience is not null)
        {
            throw root.Wrong("audience", "cannot be fixed for an issuer that is written out, because all its customers share both.");
        }

        if (isShared && !root.Has("organization_field"))
        {
            throw root.Wrong("organization_field", "is missing: an issuer that is written out signs for all its customers.");
        }
    }

    private static void CheckIdentity(Description description, DescriptionNode root)
    {
        if (!description.IdentityChecks.Any())
        {
            throw root.Wrong("checks", "must make one or more claims the identity, by which publishers are found.");
        }

        foreach (var (check, node) in description.Checks.Zip(root.List("checks", int.MaxValue)).Where(pair => pair.First.IsIdentity))
        {
            if (check.Comparison is not (Comparison.Exact or Comparison.IgnoreCase) || check.Expected.Claims.Count > 0 || !description.IsAlwaysDone(check))
            {
                throw node.Wrong("identity", "needs required fields alone, compared exact or ignore_case.");
            }
        }

        if (root.OptionalText("organization_field") is { } organization
            && !(description.IsRequired(organization) && description.IdentityChecks.Any(check =>
                check.Expected.Text == $"{{{organization}}}" && check.Comparison == Comparison.Exact)))
        {
            throw root.Wrong("organization_field", $"is {organization}: it must be a required field that is part of the identity, alone and compared exact.");
        }
    }
}
