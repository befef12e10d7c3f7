using System.Text.Json;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>Reads a description member by member; what the members mean together is for <see cref="DescriptionRules"/>. Pure.</summary>
internal static class DescriptionReader
{
    private const int MaxItems = 100;

    private static readonly string[] MustForms = ["equals", "one_of", "present"];

    private static readonly Dictionary<string, bool> IfAbsent = new(StringComparer.Ordinal) { ["refuse"] = true, ["accept"] = false };

    private static readonly Dictionary<string, Comparison> Comparisons = new(StringComparer.Ordinal)
    {
        ["exact"] = Comparison.Exact,
        ["ignore_case"] = Comparison.IgnoreCase,
        ["glob"] = Comparison.Glob,
        ["one_of"] = Comparison.OneOf,
        ["contains"] = Comparison.Contains,
    };

    private static readonly Dictionary<string, ClaimUse> Uses = new(StringComparer.Ordinal)
    {
        ["checked"] = ClaimUse.Checked,
        ["required"] = ClaimUse.Required,
        ["pinned"] = ClaimUse.Pinned,
        ["optional"] = ClaimUse.Optional,
        ["ignored"] = ClaimUse.Ignored,
    };

    private static readonly Dictionary<string, ClaimRecord> Records = new(StringComparer.Ordinal)
    {
        ["plain"] = ClaimRecord.Plain,
        ["personal"] = ClaimRecord.Personal,
        ["no"] = ClaimRecord.No,
    };

    private static readonly Dictionary<string, DenialReason> Reasons = new[]
    {
        DenialReason.ClaimMismatch, DenialReason.WorkflowMismatch, DenialReason.EnvironmentMismatch, DenialReason.RefMismatch,
        DenialReason.RunnerMismatch, DenialReason.ActorMismatch, DenialReason.EventRefused, DenialReason.JobRefused,
    }.ToDictionary(reason => reason.Code, StringComparer.Ordinal);

    /// <exception cref="BadDescriptionException">The description cannot be used.</exception>
    public static Description Read(DescriptionNode root)
    {
        root.AllowOnly(
            "name", "display_name", "introduction", "issuers", "self_hosted", "organization_field", "audience", "max_lifetime_minutes", "title",
            "fields", "checks", "must", "refuse", "claims", "account_claim");
        var checks = root.List("checks", MaxItems).Select(ReadCheck).ToList();
        var description = new Description
        {
            Name = root.Text("name"),
            DisplayName = root.Text("display_name"),
            Introduction = root.Text("introduction"),
            Issuers = [.. root.List("issuers", MaxItems).Select(ReadIssuer)],
            IsSelfHosted = root.Flag("self_hosted"),
            Audience = root.OptionalText("audience"),
            MaxLifetime = ReadLifetime(root),
            Title = ReadTemplate(root, "title"),
            Fields = [.. root.List("fields", MaxItems).Select(node => ReadField(node, checks))],
            Checks = checks,
            Conditions = [.. root.List("must", MaxItems).Select(ReadMust), .. root.List("refuse", MaxItems).Select(ReadRefuse)],
            Claims = new ClaimTable([.. root.List("claims", MaxItems).Select(ReadClaim)]),
            AccountClaim = root.OptionalText("account_claim"),
        };
        DescriptionRules.Check(description, root);
        return description;
    }

    private static IssuerPattern ReadIssuer(DescriptionNode node) => IssuerPattern.Read(node.AsText(), out var refusal) ?? throw node.Wrong(refusal!);

    private static TimeSpan ReadLifetime(DescriptionNode root) => TimeSpan.FromMinutes(root.Number("max_lifetime_minutes", 1, 24 * 60));

    private static Template ReadTemplate(DescriptionNode node, string member) => Template.Read(node.Text(member))
        ?? throw node.Wrong(member, "has a brace that is not closed, not opened, or encloses no name.");

    private static DescribedField ReadField(DescriptionNode node, IReadOnlyList<FieldCheck> checks)
    {
        node.AllowOnly("name", "label", "help", "example", "required", "max_length", "personal", "list", "further", "characters", "warn_if_missing");
        var (name, label) = (node.Text("name"), node.Text("label"));
        var characters = node.OneOf("characters", FieldCharacters.ByName);
        var comparisons = checks.Where(check => check.Expected.Fields.Contains(name, StringComparer.Ordinal)).Select(check => check.Comparison).ToList();
        return new DescribedField(
            new RegistrationField
            {
                Name = name,
                Label = label,
                Help = node.Text("help"),
                Example = node.Text("example"),
                Missing = node.Flag("required") ? $"Fill in \"{label}\"." : null,
                MaxLength = node.Number("max_length", 1, 1000),
                IsPersonal = node.Flag("personal"),
                IsList = node.Flag("list"),
                IsFurther = node.Flag("further"),
                Refusal = characters.Refusal,
                Keep = characters.Keep,
                Compare = comparisons.Count > 0 && comparisons.All(comparison => comparison == Comparison.IgnoreCase)
                    ? value => value.ToUpperInvariant()
                    : value => value,
            },
            node.OptionalText("warn_if_missing"))
        {
            Characters = characters,
        };
    }

    private static FieldCheck ReadCheck(DescriptionNode node)
    {
        node.AllowOnly("claim", "field", "template", "compare", "identity", "reason", "advice");
        if (node.Has("field") == node.Has("template"))
        {
            throw node.Wrong("must have either a field or a template.");
        }

        var isIdentity = node.Flag("identity");
        if (isIdentity && node.Has("reason"))
        {
            throw node.Wrong("reason", "is no_publisher for every part of the identity: leave it out.");
        }

        return new FieldCheck
        {
            Claim = node.Text("claim"),
            Comparison = node.OneOf("compare", Comparisons),
            Expected = node.Has("field") ? Template.Of(node.Text("field")) : ReadTemplate(node, "template"),
            IsIdentity = isIdentity,
            Reason = isIdentity ? DenialReason.NoPublisher : ReadReason(node, DenialReason.ClaimMismatch),
            Advice = node.OptionalText("advice"),
        };
    }

    private static ClaimCondition ReadMust(DescriptionNode node)
    {
        node.AllowOnly("claim", "equals", "one_of", "present", "reason", "advice");
        if (MustForms.Count(node.Has) != 1)
        {
            throw node.Wrong("must have one of equals, one_of and present.");
        }

        if (node.Has("present") && !node.Flag("present"))
        {
            throw node.Wrong("present", "must be true; a claim that must not be there cannot be described.");
        }

        return ReadCondition(node, mustHold: true, absentRefuses: true);
    }

    private static ClaimCondition ReadRefuse(DescriptionNode node)
    {
        node.AllowOnly("claim", "equals", "one_of", "absent", "reason", "advice");
        if (node.Has("equals") == node.Has("one_of"))
        {
            throw node.Wrong("must have either equals or one_of.");
        }

        return ReadCondition(node, mustHold: false, node.OneOf("absent", IfAbsent));
    }

    private static ClaimCondition ReadCondition(DescriptionNode node, bool mustHold, bool absentRefuses) => new()
    {
        Claim = node.Text("claim"),
        Values = node.Find("equals") is { } single ? [ReadValue(single)] : [.. node.List("one_of", MaxItems).Select(ReadValue)],
        MustHold = mustHold,
        AbsentRefuses = absentRefuses,
        Reason = ReadReason(node, DenialReason.JobRefused),
        Advice = node.OptionalText("advice"),
    };

    private static JsonElement ReadValue(DescriptionNode node) => node.Value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => node.Value,
        JsonValueKind.String when node.AsText().Length > 0 => node.Value,
        JsonValueKind.Number when ClaimCondition.IsWhole(node.Value) => node.Value,
        _ => throw node.Wrong("must be a string, true, false or a whole number."),
    };

    private static DenialReason ReadReason(DescriptionNode node, DenialReason usual) => node.Has("reason") ? node.OneOf("reason", Reasons) : usual;

    private static ClaimRow ReadClaim(DescriptionNode node)
    {
        node.AllowOnly("name", "use", "record");
        return new ClaimRow(node.Text("name"), node.OneOf("use", Uses), node.OneOf("record", Records));
    }
}
