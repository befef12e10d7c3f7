using System.ComponentModel;
using System.Net;
using System.Text.Json.Serialization;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.ServiceDefaults.Outgoing;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>Which entries a webhook is told of: the filters of the query string as members.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WebhookFilter
{
    public string? Project { get; init; }
    public string[]? Type { get; init; }
    public string[]? Provider { get; init; }
    public string? Decision { get; init; }
    public string[]? Reason { get; init; }
    public string? Publisher { get; init; }

    public EntryFilter Read(ParameterErrors errors) => new EntryParameters
    {
        Project = Project,
        Type = Type,
        Provider = Provider,
        Decision = Decision,
        Reason = Reason,
        Publisher = Publisher,
    }.ReadFilter(errors);
}

/// <summary>What the operator asks for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WebhookRequest
{
    [Description("For whom or what, in one line of 1 to 100 characters.")]
    public string? Label { get; init; }

    [Description("Where entries are posted to: https, without user, password and fragment.")]
    public string? Url { get; init; }

    [Description("Which entries; all if not given.")]
    public WebhookFilter? Filter { get; init; }

    [Description("The first entry is the one after this index; -1: from the beginning. From now on if not given.")]
    public long? After { get; init; }

    public void Check(ParameterErrors errors, bool allowsPrivate)
    {
        if (Label is not { Length: > 0 and <= WebhookMapping.LabelLength } || Label.Any(char.IsControl) || string.IsNullOrWhiteSpace(Label))
        {
            errors.Add("label", $"is not one line of 1 to {WebhookMapping.LabelLength} characters.");
        }
        if (After is < -1)
        {
            errors.Add("after", "is less than -1.");
        }
        CheckUrl(errors, allowsPrivate);
        _ = Filter?.Read(errors);
    }

    /// <summary>Names are looked up, and their addresses checked, at each connection; here is said what can be said already.</summary>
    private void CheckUrl(ParameterErrors errors, bool allowsPrivate)
    {
        if (Url is not { Length: > 0 and <= WebhookMapping.UrlLength } || !Uri.TryCreate(Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            errors.Add("url", $"is not an https address of at most {WebhookMapping.UrlLength} characters without user, password and fragment.");
        }
        else if (url.Scheme == Uri.UriSchemeHttp && !allowsPrivate)
        {
            errors.Add("url", "is without TLS, which needs Webhooks:AllowPrivateAddresses.");
        }
        else if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && !WebhookSender.IsAllowed(address, allowsPrivate))
        {
            errors.Add("url", AddressRules.Classify(address) == AddressKind.Forbidden
                ? "is at an address where no server may be."
                : "is at an address inside the house, which needs Webhooks:AllowPrivateAddresses.");
        }
    }
}

/// <summary>From where on to tell again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReplayRequest
{
    [Description("The next entry to be told of is the one after this index; -1: from the beginning.")]
    public required long After { get; init; }
}
