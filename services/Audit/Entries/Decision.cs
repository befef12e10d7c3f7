namespace TrustedPublishing.Audit.Entries;

/// <summary>What became of an exchange, or of several: said by the type of the entry. Entries of other types decide nothing.</summary>
internal enum Decision
{
    Granted,
    Refused,
}
