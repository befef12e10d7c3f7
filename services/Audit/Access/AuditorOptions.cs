namespace TrustedPublishing.Audit.Access;

/// <summary>Section <c>Auditor</c>. The operator's token itself, <c>Auditor:Token</c>, is read by the authentication.</summary>
internal sealed class AuditorOptions
{
    public const string Section = "Auditor";

    /// <summary>Whether the log says, too, when it is read with the operator's token. Uses of auditors' tokens are always in it.</summary>
    public bool RecordOperatorReads { get; set; } = true;
}
