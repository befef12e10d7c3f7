namespace TrustedPublishing.Audit.Archiving;

/// <summary>Section <c>Archives</c>: a file outside the database for each month.</summary>
internal sealed class ArchiveOptions
{
    public const string Section = "Archives";

    public bool Enabled { get; set; } = true;

    /// <summary>Where the files are; <c>archives</c> beside the folder of the checkpoints if it is not set.</summary>
    public string Folder { get; set; } = "";
}
