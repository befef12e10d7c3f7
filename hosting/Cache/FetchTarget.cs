namespace TrustedPublishing.Hosting.Cache;

/// <summary>Where a fetch puts its files, and where they will be once it is complete.</summary>
/// <param name="Folder">The temporary folder to fill; exists and is empty.</param>
/// <param name="FinalFolder">Its name later, for files that must hold their own path.</param>
public sealed record FetchTarget(string Folder, string FinalFolder);
