namespace TrustedPublishing.JwksCache.KeySets;

/// <summary>Which version of a JWK set is there, in the issuer's words (RFC 9110 §8.8.3).</summary>
/// <param name="Address">Where it came from: an <c>ETag</c> means nothing elsewhere.</param>
/// <param name="ETag">As the issuer wrote it, quotes and all.</param>
/// <param name="ReadAt">When the set itself was sent last, not only confirmed.</param>
internal sealed record SetVersion(string Address, string ETag, DateTimeOffset ReadAt);
