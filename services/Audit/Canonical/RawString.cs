using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>Strings as they stand in the text that was parsed, which saves decoding and encoding them.</summary>
internal static class RawString
{
    /// <summary>With its quotation marks.</summary>
    public static ReadOnlySpan<byte> Of(JsonElement value) => JsonMarshal.GetRawUtf8Value(value);

    /// <summary>Without quotation marks.</summary>
    public static ReadOnlySpan<byte> NameOf(JsonProperty member) => JsonMarshal.GetRawUtf8PropertyName(member);

    /// <summary>ASCII without an escape: JSON allows no control character and no quotation mark in it, so RFC 8785 changes nothing.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> raw) => Ascii.IsValid(raw) && !raw.Contains((byte)'\\');
}

/// <summary>Members by the UTF-16 code units of their unescaped names (RFC 8785 §3.2.3).</summary>
internal sealed class MemberOrder : IComparer<JsonProperty>
{
    public static readonly MemberOrder Instance = new();

    public int Compare(JsonProperty x, JsonProperty y)
    {
        var left = RawString.NameOf(x);
        var right = RawString.NameOf(y);
        return RawString.IsCanonical(left) && RawString.IsCanonical(right)
            ? left.SequenceCompareTo(right)
            : string.CompareOrdinal(x.Name, y.Name);
    }
}
