using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described;

/// <summary>A small description that is sound, to be spoilt.</summary>
internal static class SampleDescription
{
    public const string Json = """
        {
          "name": "own",
          "display_name": "Own CI",
          "introduction": "Trusts one project.",
          "issuers": ["https://ci.example.org/{organization}"],
          "max_lifetime_minutes": 60,
          "title": "{organization}/{project}",
          "fields": [
            { "name": "organization", "label": "Organization", "help": "Whose.", "example": "octo-org", "required": true, "max_length": 50, "characters": "slug" },
            { "name": "project", "label": "Project", "help": "Which.", "example": "sampleproject", "required": true, "max_length": 50, "characters": "slug" },
            { "name": "refs", "label": "Refs", "help": "From where.", "example": "refs/heads/main", "max_length": 500, "list": true, "characters": "ref_patterns" },
            { "name": "step", "label": "Step", "help": "Which one.", "example": "publish", "max_length": 50, "characters": "text" }
          ],
          "checks": [
            { "claim": "organization", "field": "organization", "compare": "exact", "identity": true },
            { "claim": "project_path", "template": "{organization}/{project}", "compare": "ignore_case", "identity": true },
            { "claim": "ref", "field": "refs", "compare": "glob", "reason": "ref_mismatch" },
            { "claim": "step", "field": "step", "compare": "exact" }
          ],
          "must": [ { "claim": "trusted", "equals": true } ],
          "refuse": [ { "claim": "kind", "equals": "debug", "absent": "accept" } ],
          "account_claim": "organization",
          "claims": [
            { "name": "organization", "use": "checked", "record": "plain" },
            { "name": "project_path", "use": "checked", "record": "personal" },
            { "name": "trusted", "use": "checked", "record": "plain" },
            { "name": "kind", "use": "optional", "record": "plain" },
            { "name": "ref", "use": "optional", "record": "plain" },
            { "name": "step", "use": "optional", "record": "no" },
            { "name": "jti", "use": "required", "record": "plain" },
            { "name": "other_*", "use": "ignored", "record": "no" }
          ]
        }
        """;

    public static DescribedProvider Read(string json) => DescribedProvider.Read("own.json", Encoding.UTF8.GetBytes(json));

    /// <param name="path">A place, with list items by number: <c>/fields/0/label</c>.</param>
    /// <param name="json">Its new value, or nothing to leave it out.</param>
    public static string With(string path, string? json)
    {
        var root = JsonNode.Parse(Json)!;
        var steps = path[1..].Split('/');
        var parent = steps[..^1].Aggregate(root, (at, step) => at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!);
        if (parent is JsonArray items)
        {
            Change(items, steps[^1], json);
        }
        else if (json is null)
        {
            Assert.True(parent.AsObject().Remove(steps[^1]));
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(json);
        }

        return root.ToJsonString();
    }

    private static void Change(JsonArray items, string step, string? json)
    {
        if (step == "+")
        {
            items.Add(JsonNode.Parse(json!));
            return;
        }

        var at = int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
        items.RemoveAt(at);
        if (json is not null)
        {
            items.Insert(at, JsonNode.Parse(json));
        }
    }
}
