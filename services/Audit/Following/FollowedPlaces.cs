namespace TrustedPublishing.Audit.Following;

/// <summary>Where the places of some of those are who follow the log: for metrics.</summary>
/// <param name="Sql">
/// A query with the name (<c>text</c>: nobody's name, no address and no project, for it becomes a label), the index that it has come to (<c>bigint</c>, −1
/// before the first entry) and how many entries it gave up (<c>bigint</c>, null if it gives up none).
/// </param>
/// <param name="IsOn">Not if it is switched off: then it stands still, and that is no news.</param>
internal sealed record FollowedPlaces(string Sql, bool IsOn = true);
