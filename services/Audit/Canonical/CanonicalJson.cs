using System.Text.Json;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>
/// The one byte form of a JSON value (RFC 8785, JSON Canonicalization Scheme): no white space, members sorted by
/// UTF-16 code units, numbers as ECMAScript prints them, UTF-8. Whoever has the value can make the same bytes again.
/// </summary>
internal static class CanonicalJson
{
    /// <exception cref="NotCanonicalisableException">The value is not I-JSON (RFC 7493).</exception>
    public static byte[] Encode(JsonElement value) => new CanonicalWriter().Guard(writer => writer.Value(value));
}

/// <summary>A value that has no canonical form: a repeated name, an unpaired surrogate, a number beyond a double.</summary>
internal sealed class NotCanonicalisableException(string message, Exception? inner = null) : FormatException(message, inner);
