using System.Text.Json.Serialization;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>PyPI's answer to <c>GET /_/oidc/audience</c>.</summary>
/// <param name="Audience">The audience to ask the CI provider's ID token for.</param>
internal sealed record AudienceAnswer(string Audience);

/// <summary>PyPI's answer to a good exchange.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Token">The API token.</param>
/// <param name="Expires">When it expires, in seconds since 1970.</param>
internal sealed record MintTokenAnswer(bool Success, string Token, long Expires)
{
    public override string ToString() => nameof(MintTokenAnswer);
}

/// <summary>PyPI's answer to everything else.</summary>
/// <param name="Message">Always "Token request failed".</param>
/// <param name="Errors">At least one.</param>
internal sealed record FailureAnswer(string Message, IReadOnlyList<FailureError> Errors)
{
    /// <summary>With it, the project's owners find the full reason in the audit log; null if the refusal is only counted there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? CorrelationId { get; init; }

    public static FailureAnswer Of(string code, string description) => new("Token request failed", [new FailureError(code, description)]);

    /// <summary>
    /// PyPI's code for the stage, then what exactly is wrong, with our own stable code in parentheses. PyPI's clients show the
    /// description and nothing else, so the correlation id is there as well.
    /// </summary>
    public static FailureAnswer Of(DenialReason reason, string? detail, Guid? correlationId = null)
    {
        var where = correlationId is null ? null : $"Correlation id {correlationId}.";
        var description = string.Join(' ', new[] { reason.Description, detail, where }.Where(part => part is not null));
        return Of(CodeOf(reason), $"{description} ({reason.Code})") with { CorrelationId = correlationId };
    }

    private static string CodeOf(DenialReason reason) => reason.Stage switch
    {
        _ when reason == DenialReason.MintingDisabled || reason == DenialReason.MintingStopped || reason == DenialReason.IssuerDistrusted => "not-enabled",
        RefusalStage.Envelope => "invalid-payload",
        RefusalStage.Signature or RefusalStage.Claims => "invalid-token",
        RefusalStage.Publisher => "invalid-publisher",
        RefusalStage.Replay => "invalid-reuse-token",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>One reason why an exchange failed.</summary>
/// <param name="Code">A stable code, for example <c>invalid-publisher</c>.</param>
/// <param name="Description">For people; ends with the denial reason in parentheses.</param>
internal sealed record FailureError(string Code, string Description);
