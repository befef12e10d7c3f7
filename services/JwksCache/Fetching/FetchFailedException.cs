using TrustedPublishing.JwksCache.KeySets;

namespace TrustedPublishing.JwksCache.Fetching;

/// <summary>A document of an issuer could not be had; <see cref="KeyFetcher"/> turns it into an outcome.</summary>
internal sealed class FetchFailedException(string code, string detail) : Exception(detail)
{
    public FetchProblem Problem { get; } = new(code, detail);
}
