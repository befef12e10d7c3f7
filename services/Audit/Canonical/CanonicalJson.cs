using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>
/// The one byte form of a JSON value (RFC 8785, JSON Canonicalization Scheme): no white space, members sorted by
/// UTF-16 code units, numbers as ECMAScript prints them, UTF-8. Whoever has the value can make the same bytes again.
/// </summary>
internal static class CanonicalJson
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="NotCanonicalisableException">The value is not I-JSON (RFC 7493).</exception>
    public static byte[] Encode(JsonElement value)
    {
        var text = new StringBuilder();
        try
        {
            Append(text, value);
            return StrictUtf8.GetBytes(text.ToString());
        }
        // System.Text.Json reports an unpaired surrogate in an escape ("\ud800") like this, the encoder like that.
        catch (Exception exception) when (exception is InvalidOperationException or EncoderFallbackException)
        {
            throw new NotCanonicalisableException("A string holds an unpaired surrogate (RFC 7493 §2.1).", exception);
        }
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: AppendObject(text, value); break;
            case JsonValueKind.Array: AppendArray(text, value); break;
            case JsonValueKind.String: AppendString(text, value.GetString()!); break;
            case JsonValueKind.Number: text.Append(EcmaScriptNumber.Format(value.GetDouble())); break;
            case JsonValueKind.True: text.Append("true"); break;
            case JsonValueKind.False: text.Append("false"); break;
            case JsonValueKind.Null: text.Append("null"); break;
            default: throw new NotCanonicalisableException("There is no value.");
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value)
    {
        var members = value.EnumerateObject().ToList();
        // RFC 8785 §3.2.3: sorted by the unescaped names as arrays of UTF-16 code units, which is what Ordinal compares.
        members.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));

        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (string.Equals(members[i].Name, members[i - 1].Name, StringComparison.Ordinal))
                {
                    throw new NotCanonicalisableException("A member name occurs twice (RFC 7493 §2.3).");
                }
                text.Append(',');
            }
            AppendString(text, members[i].Name);
            text.Append(':');
            Append(text, members[i].Value);
        }
        text.Append('}');
    }

    private static void AppendArray(StringBuilder text, JsonElement value)
    {
        var separator = "";
        text.Append('[');
        foreach (var item in value.EnumerateArray())
        {
            text.Append(separator);
            Append(text, item);
            separator = ",";
        }
        text.Append(']');
    }

    // RFC 8785 §3.2.2.2: the short escapes where JSON has them, \u00xx in lower case for other controls, else as it is.
    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\t': text.Append("\\t"); break;
                case '\n': text.Append("\\n"); break;
                case '\f': text.Append("\\f"); break;
                case '\r': text.Append("\\r"); break;
                case < ' ': text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: text.Append(c); break;
            }
        }
        text.Append('"');
    }
}

/// <summary>A value that has no canonical form: a repeated name, an unpaired surrogate, a number beyond a double.</summary>
internal sealed class NotCanonicalisableException(string message, Exception? inner = null) : FormatException(message, inner);
