namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>What was found, in the order of finding. Of each kind the first ones are kept and the others counted: a log that was rewritten has millions.</summary>
internal sealed class FindingList
{
    private const int Kept = 10;

    private readonly List<Finding> kept = [];
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>The file that is looked at, where a log is in several; it stands before what is found in it.</summary>
    public string? Within { get; set; }

    public void Add(Finding found)
    {
        var finding = Within is null ? found : found with { Message = $"{Within}: {found.Message}" };
        if ((counts[finding.Code] = counts.GetValueOrDefault(finding.Code) + 1) <= Kept)
        {
            kept.Add(finding);
        }
    }

    public IReadOnlyList<Finding> All() =>
        [.. kept, .. counts.Where(count => count.Value > Kept).Select(count => new Finding(count.Key, $"And {count.Value - Kept} more of this kind."))];
}
