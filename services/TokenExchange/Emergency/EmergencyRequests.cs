namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>What PublisherConfig asks for on an operator's behalf: to set a switch.</summary>
internal sealed record SetSwitchRequest(string? Kind, string? Issuer, string? KeyId, string? Thumbprint, string? Reason, string? By)
{
    /// <summary>Null unless it names what its kind needs, nothing else, and no text is too long.</summary>
    public EmergencySwitch? ToSwitch(Guid id, DateTimeOffset now)
    {
        var isWhole = Kind switch
        {
            SwitchKind.StopMinting => (Issuer ?? KeyId ?? Thumbprint) is null,
            SwitchKind.DistrustIssuer => Issuer is not null && (KeyId ?? Thumbprint) is null,
            SwitchKind.DistrustKey => Issuer is not null && KeyId is null != Thumbprint is null,
            _ => false,
        };
        return isWhole
            && EmergencyText.IsGood(Reason, EmergencySwitch.MaxReasonLength)
            && EmergencyText.IsGood(By, EmergencySwitch.MaxByLength)
            && (Issuer is null || EmergencyText.IsGood(Issuer, EmergencySwitch.MaxIssuerLength))
            && (KeyId is null || EmergencyText.IsGood(KeyId, EmergencySwitch.MaxKeyIdLength))
            && (Thumbprint is null || EmergencyText.IsGood(Thumbprint, EmergencySwitch.MaxThumbprintLength))
                ? new EmergencySwitch { Id = id, Kind = Kind!, Issuer = Issuer, KeyId = KeyId, Thumbprint = Thumbprint, Reason = Reason!, SetBy = By!, SetAt = now }
                : null;
    }
}

/// <summary>To revoke the tokens of one publisher, or of one provider.</summary>
internal sealed record RevokeTokensRequest(Guid? PublisherId, string? Provider, string? Reason, string? By)
{
    private const int MaxProviderLength = 32;

    /// <summary>Null unless it names one of the two, why, and who.</summary>
    public TokenScopeToRevoke? ToScope()
    {
        if (!EmergencyText.IsGood(Reason, EmergencySwitch.MaxReasonLength) || !EmergencyText.IsGood(By, EmergencySwitch.MaxByLength))
        {
            return null;
        }

        return (PublisherId, Provider) switch
        {
            ({ } publisher, null) => new TokenScopeToRevoke.OfPublisher(publisher),
            (null, { } provider) when EmergencyText.IsGood(provider, MaxProviderLength) => new TokenScopeToRevoke.OfProvider(provider),
            _ => null,
        };
    }
}

internal static class EmergencyText
{
    /// <summary>There, within its length, and storable: PostgreSQL's text has no U+0000.</summary>
    public static bool IsGood(string? text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Contains('\0', StringComparison.Ordinal);
}

/// <summary>A switch as the API tells it.</summary>
internal sealed record SwitchAnswer(Guid Id, string Kind, string? Issuer, string? KeyId, string? Thumbprint, string Reason, string By, DateTimeOffset Since)
{
    public static SwitchAnswer Of(EmergencySwitch one) =>
        new(one.Id, one.Kind, one.Issuer, one.KeyId, one.Thumbprint, one.Reason, one.SetBy, one.SetAt.ToUniversalTime());
}

internal sealed record SwitchListAnswer(IReadOnlyList<SwitchAnswer> Switches);

internal sealed record RevokeTokensAnswer(long Revoked);
