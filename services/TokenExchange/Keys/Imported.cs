using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>
/// A key as the platform wants it. One such object must not be used by two threads at once, and importing costs time:
/// each user takes one and returns it for the next.
/// </summary>
internal sealed class Imported<T>
    where T : AsymmetricAlgorithm
{
    private readonly Func<T> import;
    private readonly ConcurrentBag<T> idle = [];

    private Imported(Func<T> import, T first)
    {
        this.import = import;
        idle.Add(first);
    }

    /// <summary>Null if the platform refuses the key: a point that is not on its curve, for example (RFC 8725 §3.4).</summary>
    public static Imported<T>? Try(Func<T> import)
    {
        try
        {
            return new Imported<T>(import, import());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public T Take() => idle.TryTake(out var key) ? key : import();

    public void Return(T key) => idle.Add(key);
}
