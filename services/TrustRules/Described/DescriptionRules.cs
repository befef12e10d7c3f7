using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>
/// What the members of a description must be together. A description that would let in whoever shares an issuer, that finds
/// publishers by something it does not compare, or that compares nothing, cannot be read. Pure.
/// </summary>
internal static class DescriptionRules
{
    private static readonly string[] CommonClaims =
        [ClaimNames.Issuer, ClaimNames.Audience, ClaimNames.Expires, ClaimNames.IssuedAt, ClaimNames.NotBefore];

    /// <summary>Members that the management API has beside a provider's fields.</summary>
    private static readonly string[] ReservedFields = ["id", "provider", "issuer", "warnings", "added_at", "last_used_at"];

    public static void Check(Description description, DescriptionNode root)
    {
        CheckNames(description, root);
        CheckFields(description, root);
        CheckClaims(description, root);
        CheckChecks(description, root);
        CheckConditions(description, root);
        CheckIssuers(description, root);
        CheckIdentity(description, root);
        if (description.Title.Claims.Count > 0 || !description.Title.Fields.All(name => IsRequired(description, name)))
        {
            throw root.Wrong("title", "may name required fields only.");
        }

        if (description.AccountClaim is { } account && RowOf(description, account) is null)
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

    private static void CheckFields(Description description, DescriptionNode root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, node) in description.Fields.Zip(root.List("fields", int.MaxValue)))
        {
            var form = field.Form;
            if (form.Name.Length > 40 || !char.IsAsciiLetterLower(form.Name[0])
                || !form.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            {
                throw node.Wrong("name", "must begin with a letter and have at most 40 lower-case letters, digits and underscores.");
            }

            if (ReservedFields.Contains(form.Name, StringComparer.Ordinal) || form.Name.StartsWith("pin", StringComparison.Ordinal))
            {
                throw node.Wrong("name", $"is {form.Name}, which means something else in a registration.");
            }

            if (!seen.Add(form.Name))
            {
                throw node.Wrong("name", $"is {form.Name}, which another field has.");
            }

            if ((form.IsList ? ValueList.Refuse(form.Example, form.Refusal) : form.Refusal(form.Example)) is { } refusal)
            {
                throw node.Wrong("example", $"is not a valid value: {refusal}");
            }

            if (form.Example.Length > form.MaxLength)
            {
                throw node.Wrong("example", "is longer than max_length.");
            }

            if (form.IsRequired && (form.IsFurther || field.WarnIfMissing is not null))
            {
                throw node.Wrong("required", "excludes further and warn_if_missing.");
            }

            if (!description.Checks.Any(check => Uses(check, form.Name)))
            {
                throw node.Wrong($"is compared with no claim: whoever fills it in would be promised something.");
            }
        }
    }

    private static void CheckClaims(Description description, DescriptionNode root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in root.List("claims", int.MaxValue))
        {
            var name = node.Text("name");
            if (CommonClaims.Contains(name, StringComparer.Ordinal))
            {
                throw node.Wrong("name", $"is {name}, which is checked for every provider alike.");
            }

            if (name.StartsWith('/') && !JsonPointer.IsValid(name))
            {
                throw node.Wrong("name", $"is {name}, which is no JSON pointer: ~ is written ~0 and / inside a name ~1.");
            }

            if (name.EndsWith('*') && node.Text("use") != "ignored")
            {
                throw node.Wrong("use", "of a name that ends in * must be ignored.");
            }

            if (!seen.Add(name))
            {
                throw node.Wrong("name", $"is {name}, which is listed already.");
            }
        }

        foreach (var row in Rows(description).Where(row => row.Use == ClaimUse.Checked))
        {
            if (!description.Checks.Any(check => IsAlwaysDone(description, check) && Reads(check, row.Name))
                && !description.Conditions.Any(condition => condition.AbsentRefuses && condition.Claim == row.Name))
            {
                throw root.Wrong("claims", $"says that {row.Name} is checked, and nothing checks it always.");
            }
        }
    }

    private static void CheckChecks(Description description, DescriptionNode root)
    {
        foreach (var (check, node) in description.Checks.Zip(root.List("checks", int.MaxValue)))
        {
            CheckTemplate(description, check, node);
            CheckComparison(description, check, node);
            foreach (var claim in check.Expected.Claims.Prepend(check.Claim))
            {
                RequireUse(description, claim, IsAlwaysDone(description, check), node);
            }
        }
    }

    private static void CheckTemplate(Description description, FieldCheck check, DescriptionNode node)
    {
        if (check.Expected.Fields.FirstOrDefault(name => Find(description, name) is null) is { } unknown)
        {
            throw node.Wrong($"names the field {unknown}, which there is not.");
        }

        if (check.Expected.Fields.Count == 0)
        {
            throw node.Wrong("template", "must name a field; what is fixed belongs into must.");
        }

        if (check.Expected.Fields.Count(name => !IsRequired(description, name)) > 1)
        {
            throw node.Wrong("template", "may name one field that is not required: otherwise filling one alone would compare nothing.");
        }

        if (node.Has("template") && check.Comparison is not (Comparison.Exact or Comparison.IgnoreCase))
        {
            throw node.Wrong("compare", "of a template must be exact or ignore_case.");
        }
    }

    private static void CheckComparison(Description description, FieldCheck check, DescriptionNode node)
    {
        var fields = check.Expected.Fields.Select(name => Find(description, name)!).ToList();
        if (fields.Any(field => field.Characters.IsPattern) != (check.Comparison == Comparison.Glob))
        {
            throw node.Wrong("compare", "must be glob for a field of patterns, and for no other.");
        }

        if (fields.Any(field => field.Form.IsList) && check.Comparison is not (Comparison.Glob or Comparison.OneOf))
        {
            throw node.Wrong("compare", "of a field that is a list must be glob or one_of.");
        }

        if (check.Comparison == Comparison.OneOf && !fields[0].Form.IsList)
        {
            throw node.Wrong("compare", "can be one_of only for a field that is a list.");
        }

        if (check.Comparison == Comparison.Contains && fields[0].Form.IsRequired)
        {
            throw node.Wrong("compare", "can be contains only for a field that is not required.");
        }
    }

    private static void CheckConditions(Description description, DescriptionNode root)
    {
        var nodes = root.List("must", int.MaxValue).Concat(root.List("refuse", int.MaxValue));
        foreach (var (condition, node) in description.Conditions.Zip(nodes))
        {
            RequireUse(description, condition.Claim, condition.AbsentRefuses, node);
            if (!condition.MustHold && condition.Values.Select(value => value.ValueKind == System.Text.Json.JsonValueKind.False ? System.Text.Json.JsonValueKind.True : value.ValueKind).Distinct().Count() > 1)
            {
                throw node.Wrong("one_of", "must hold values of one type: a claim of another type is refused.");
            }
        }
    }

    private static void RequireUse(Description description, string claim, bool always, DescriptionNode node)
    {
        if (CommonClaims.Contains(claim, StringComparer.Ordinal))
        {
            throw node.Wrong("claim", $"is {claim}, which is checked for every provider alike.");
        }

        if (RowOf(description, claim) is not { } row)
        {
            throw node.Wrong("claim", $"is {claim}, which is not among the claims.");
        }

        if (always ? row.Use != ClaimUse.Checked : row.Use == ClaimUse.Ignored)
        {
            throw node.Wrong("claim", always
                ? $"is {claim}, whose use must be checked."
                : $"is {claim}, whose use must not be ignored.");
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
            if (check.Comparison is not (Comparison.Exact or Comparison.IgnoreCase) || check.Expected.Claims.Count > 0 || !IsAlwaysDone(description, check))
            {
                throw node.Wrong("identity", "needs required fields alone, compared exact or ignore_case.");
            }
        }

        if (root.OptionalText("organization_field") is { } organization
            && !(IsRequired(description, organization) && description.IdentityChecks.Any(check =>
                check.Expected.Text == $"{{{organization}}}" && check.Comparison == Comparison.Exact)))
        {
            throw root.Wrong("organization_field", $"is {organization}: it must be a required field that is part of the identity, alone and compared exact.");
        }
    }

    private static bool IsAlwaysDone(Description description, FieldCheck check) => check.Expected.Fields.All(name => IsRequired(description, name));

    private static bool IsRequired(Description description, string name) => Find(description, name) is { Form.IsRequired: true };

    private static DescribedField? Find(Description description, string name) =>
        description.Fields.FirstOrDefault(field => string.Equals(field.Form.Name, name, StringComparison.Ordinal));

    private static bool Uses(FieldCheck check, string field) => check.Expected.Fields.Contains(field, StringComparer.Ordinal);

    private static bool Reads(FieldCheck check, string claim) => check.Claim == claim || check.Expected.Claims.Contains(claim, StringComparer.Ordinal);

    private static IEnumerable<ClaimRow> Rows(Description description) =>
        description.Claims.Rows.Where(row => !CommonClaims.Contains(row.Name, StringComparer.Ordinal));

    private static ClaimRow? RowOf(Description description, string claim) =>
        Rows(description).Where(row => string.Equals(row.Name, claim, StringComparison.Ordinal)).Select(row => (ClaimRow?)row).FirstOrDefault();
}
