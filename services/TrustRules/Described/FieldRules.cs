using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>What the fields and the claims of a description must be. Pure.</summary>
internal static class FieldRules
{
    /// <summary>Members that the management API has beside a provider's fields.</summary>
    private static readonly string[] Reserved = ["id", "provider", "issuer", "warnings", "added_at", "last_used_at"];

    public static void Check(Description description, DescriptionNode root)
    {
        CheckFields(description, root);
        CheckClaims(description, root);
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

            if (Reserved.Contains(form.Name, StringComparer.Ordinal) || form.Name.StartsWith("pin", StringComparison.Ordinal))
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

            if (!description.Checks.Any(check => check.Expected.Fields.Contains(form.Name, StringComparer.Ordinal)))
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
            if (ClaimTable.IsCommon(name))
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

        foreach (var row in description.OwnClaims.Where(row => row.Use == ClaimUse.Checked))
        {
            if (!description.Checks.Any(check => description.IsAlwaysDone(check) && (check.Claim == row.Name || check.Expected.Claims.Contains(row.Name, StringComparer.Ordinal)))
                && !description.Conditions.Any(condition => condition.AbsentRefuses && condition.Claim == row.Name))
            {
                throw root.Wrong("claims", $"says that {row.Name} is checked, and nothing checks it always.");
            }
        }
    }
}
