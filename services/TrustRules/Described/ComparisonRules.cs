namespace TrustedPublishing.TrustRules.Described;

/// <summary>What the checks and conditions of a description must be, and how the uses of claims must agree with them. Pure.</summary>
internal static class ComparisonRules
{
    public static void Check(Description description, DescriptionNode root)
    {
        CheckChecks(description, root);
        CheckConditions(description, root);
    }

    private static void CheckChecks(Description description, DescriptionNode root)
    {
        foreach (var (check, node) in description.Checks.Zip(root.List("checks", int.MaxValue)))
        {
            CheckTemplate(description, check, node);
            CheckComparison(description, check, node);
            foreach (var claim in check.Expected.Claims.Prepend(check.Claim))
            {
                RequireUse(description, claim, description.IsAlwaysDone(check), node);
            }
        }
    }

    private static void CheckTemplate(Description description, FieldCheck check, DescriptionNode node)
    {
        if (check.Expected.Fields.FirstOrDefault(name => description.Find(name) is null) is { } unknown)
        {
            throw node.Wrong($"names the field {unknown}, which there is not.");
        }

        if (check.Expected.Fields.Count == 0)
        {
            throw node.Wrong("template", "must name a field; what is fixed belongs into must.");
        }

        if (check.Expected.Fields.Count(name => !description.IsRequired(name)) > 1)
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
        var fields = check.Expected.Fields.Select(name => description.Find(name)!).ToList();
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
            if (!condition.MustHold && condition.Values.Select(ClaimCondition.Kind).Distinct().Count() > 1)
            {
                throw node.Wrong("one_of", "must hold values of one type: a claim of another type is refused.");
            }
        }
    }

    private static void RequireUse(Description description, string claim, bool always, DescriptionNode node)
    {
        if (ClaimTable.IsCommon(claim))
        {
            throw node.Wrong("claim", $"is {claim}, which is checked for every provider alike.");
        }

        if (description.RowOf(claim) is not { } row)
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
}
