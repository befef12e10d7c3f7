using System.Buffers;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Emergency;

/// <summary>A switch that an operator wants set; which members there are depends on the kind.</summary>
internal sealed record WantedSwitch(string Kind, string? Issuer, string? KeyId, string? Thumbprint, string Reason);

/// <summary>A revocation that an operator wants: the tokens of one publisher, or of one provider.</summary>
internal sealed record WantedRevocation(Guid? PublisherId, string? Provider, string Reason);

/// <summary>
/// Checks what an operator sends. A switch that means nothing because of a typo would be a false comfort, so an issuer must be one
/// that is accepted here. Pure.
/// </summary>
internal static class EmergencyForm
{
    public const string StopMinting = "stop-minting";
    public const string DistrustIssuer = "distrust-issuer";
    public const string DistrustKey = "distrust-key";

    public const string ReasonMember = "reason";
    public const string IssuerMember = "issuer";
    public const string KeyIdMember = "key_id";
    public const string ThumbprintMember = "thumbprint";
    public const string PublisherMember = "publisher_id";
    public const string ProviderMember = "provider";

    /// <summary>In characters.</summary>
    public const int MaxReasonLength = 500;

    private const int MaxKeyIdLength = 256;
    private const int ThumbprintLength = 43;

    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsKind(string kind) => MembersOf(kind) is not null;

    /// <returns>Null if there are errors.</returns>
    public static WantedSwitch? CheckSwitch(string kind, JsonBody.Members body, IssuerDirectory issuers, FieldErrors errors)
    {
        var known = MembersOf(kind) ?? throw new ArgumentOutOfRangeException(nameof(kind));
        RefuseUnknown(body, known, errors);
        var reason = CheckReason(body.Values.GetValueOrDefault(ReasonMember), errors);
        var issuer = known.Contains(IssuerMember) ? CheckIssuer(body.Values.GetValueOrDefault(IssuerMember)?.Trim(), issuers, errors) : null;
        var (keyId, thumbprint) = known.Contains(KeyIdMember) ? CheckKey(body, errors) : (null, null);
        body.Correct(errors, known.Contains);
        return errors.Any ? null : new WantedSwitch(kind, issuer, keyId, thumbprint, reason);
    }

    /// <returns>Null if there are errors.</returns>
    public static WantedRevocation? CheckRevocation(JsonBody.Members body, ProviderCatalog providers, FieldErrors errors)
    {
        string[] known = [ReasonMember, PublisherMember, ProviderMember];
        RefuseUnknown(body, known, errors);
        var reason = CheckReason(body.Values.GetValueOrDefault(ReasonMember), errors);
        var (publisher, provider) = (body.Values.GetValueOrDefault(PublisherMember)?.Trim(), body.Values.GetValueOrDefault(ProviderMember)?.Trim());
        Guid? publisherId = Guid.TryParseExact(publisher, "D", out var id) ? id : null;
        if (publisher is null == provider is null)
        {
            errors.Add(PublisherMember, "Name one publisher, or one provider.");
        }
        else if (publisher is not null && publisherId is null)
        {
            errors.Add(PublisherMember, "This is not the id of a publisher.");
        }
        else if (provider is not null && providers.Find(provider) is null)
        {
            errors.Add(ProviderMember, "There is no provider of this name.");
        }

        body.Correct(errors, known.Contains);
        return errors.Any ? null : new WantedRevocation(publisherId, provider, reason);
    }

    /// <summary>The reason without blanks around it; empty, and an error, if it is missing, too long, or no line of text.</summary>
    public static string CheckReason(string? given, FieldErrors errors)
    {
        var reason = given?.Trim() ?? "";
        if (reason.Length is 0 or > MaxReasonLength || reason.Any(char.IsControl))
        {
            errors.Add(ReasonMember, $"Say why, in one line of 1 to {MaxReasonLength} characters: it stands in the audit log.");
        }

        return reason;
    }

    private static string[]? MembersOf(string kind) => kind switch
    {
        StopMinting => [ReasonMember],
        DistrustIssuer => [ReasonMember, IssuerMember],
        DistrustKey => [ReasonMember, IssuerMember, KeyIdMember, ThumbprintMember],
        _ => null,
    };

    private static string? CheckIssuer(string? issuer, IssuerDirectory issuers, FieldErrors errors)
    {
        if (issuer is null || issuers.Find(issuer) is null)
        {
            errors.Add(IssuerMember, $"Name one of the issuers that are accepted here, byte for byte: {string.Join(", ", issuers.All.Select(one => one.Issuer))}.");
        }

        return issuer;
    }

    private static (string? KeyId, string? Thumbprint) CheckKey(JsonBody.Members body, FieldErrors errors)
    {
        // A key id is compared byte for byte, so it is not trimmed.
        var (keyId, thumbprint) = (body.Values.GetValueOrDefault(KeyIdMember), body.Values.GetValueOrDefault(ThumbprintMember)?.Trim());
        if (keyId is null == thumbprint is null)
        {
            errors.Add(KeyIdMember, "Name the key by its key_id (the kid) or by its thumbprint (RFC 7638), not by both.");
        }
        else if (keyId is not null && (string.IsNullOrWhiteSpace(keyId) || keyId.Length > MaxKeyIdLength || keyId.Any(char.IsControl)))
        {
            errors.Add(KeyIdMember, $"A key id has 1 to {MaxKeyIdLength} characters.");
        }
        else if (thumbprint is not null && (thumbprint.Length != ThumbprintLength || thumbprint.AsSpan().ContainsAnyExcept(Base64Url)))
        {
            errors.Add(ThumbprintMember, "A thumbprint is a SHA-256 in base64url, 43 characters, as in the audit log's ProviderKeysChanged.");
        }

        return (keyId, thumbprint);
    }

    private static void RefuseUnknown(JsonBody.Members body, string[] known, FieldErrors errors)
    {
        foreach (var member in body.Values.Keys.Where(member => !known.Contains(member, StringComparer.Ordinal)))
        {
            errors.Add(member, $"There is no such field here. The fields are {string.Join(", ", known)}.");
        }
    }
}
