using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>
/// Writes canonical JSON into one buffer. A string that needs no change is copied as it stands in the text that was parsed;
/// only one with an escape or a character beyond ASCII is decoded. A string beyond Unicode is reported by the exception that
/// System.Text.Json or the encoder has for it; <see cref="Guard"/> says it in our words.
/// </summary>
/// <param name="change">What becomes of a string value before it is written; null leaves all strings alone.</param>
/// <param name="hasExactIntegers">Whether an integer that a double does not hold exactly is refused; else it is rounded, as RFC 8785 says.</param>
internal sealed class CanonicalWriter(Func<string, string>? change = null, bool hasExactIntegers = false)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> output = new(2048);

    /// <exception cref="NotCanonicalisableException">What <paramref name="write"/> wrote is not I-JSON (RFC 7493).</exception>
    public byte[] Guard(Action<CanonicalWriter> write)
    {
        try
        {
            write(this);
            return output.WrittenSpan.ToArray();
        }
        // System.Text.Json reports an unpaired surrogate in an escape ("\ud800") like this, the encoder like that.
        catch (Exception exception) when (exception is InvalidOperationException or EncoderFallbackException)
        {
            throw new NotCanonicalisableException("A string holds an unpaired surrogate (RFC 7493 §2.1).", exception);
        }
    }

    /// <summary>Punctuation, or JSON that is canonical already.</summary>
    public void Raw(ReadOnlySpan<byte> json) => output.Write(json);

    public void Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: Members(value, static (writer, member) => writer.Value(member.Value)); break;
            case JsonValueKind.Array: Items(value); break;
            case JsonValueKind.String: Text(value); break;
            case JsonValueKind.Number: Number(value); break;
            case JsonValueKind.True: Raw("true"u8); break;
            case JsonValueKind.False: Raw("false"u8); break;
            case JsonValueKind.Null: Raw("null"u8); break;
            default: throw new NotCanonicalisableException("There is no value.");
        }
    }

    /// <summary>An object, of which <paramref name="write"/> writes the values.</summary>
    public void Members(JsonElement value, Action<CanonicalWriter, JsonProperty> write)
    {
        var count = value.GetPropertyCount();
        var members = ArrayPool<JsonProperty>.Shared.Rent(count);
        var next = 0;
        foreach (var member in value.EnumerateObject())
        {
            members[next++] = member;
        }

        // RFC 8785 §3.2.3: sorted by the unescaped names as arrays of UTF-16 code units, which is what Ordinal compares.
        Array.Sort(members, 0, count, MemberOrder.Instance);
        // All of them before the first is written: whoever writes a member may count on its being the only one of its name.
        for (var i = 1; i < count; i++)
        {
            if (MemberOrder.Instance.Compare(members[i - 1], members[i]) == 0)
            {
                throw new NotCanonicalisableException("A member name occurs twice (RFC 7493 §2.3).");
            }
        }

        Raw("{"u8);
        for (var i = 0; i < count; i++)
        {
            Raw(i > 0 ? ","u8 : default);
            Name(members[i]);
            write(this, members[i]);
        }

        Raw("}"u8);
        ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
    }

    // RFC 8785 §3.2.2.2: the short escapes where JSON has them, \u00xx in lower case for other controls, else as it is.
    public void String(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
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

        StrictUtf8.GetBytes(text.Append('"').ToString(), output);
    }

    private void Name(JsonProperty member)
    {
        if (RawString.IsCanonical(RawString.NameOf(member)))
        {
            Raw("\""u8);
            Raw(RawString.NameOf(member));
            Raw("\":"u8);
        }
        else
        {
            String(member.Name);
            Raw(":"u8);
        }
    }

    private void Items(JsonElement value)
    {
        var separator = ""u8;
        Raw("["u8);
        foreach (var item in value.EnumerateArray())
        {
            Raw(separator);
            Value(item);
            separator = ","u8;
        }

        Raw("]"u8);
    }

    private void Text(JsonElement value)
    {
        var raw = RawString.Of(value);
        if (RawString.IsCanonical(raw) && (change is null || !TokenShape.MayBeIn(raw)))
        {
            Raw(raw);
        }
        else
        {
            var text = value.GetString()!;
            String(change?.Invoke(text) ?? text);
        }
    }

    // RFC 8785 would round 9007199254740993 to 9007199254740992 without a word. A log must not.
    private void Number(JsonElement value)
    {
        var number = EcmaScriptNumber.Format(value.GetDouble());
        if (hasExactIntegers)
        {
            var raw = value.GetRawText();
            if (raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0 && !string.Equals(number, raw, StringComparison.Ordinal))
            {
                throw new NotCanonicalisableException("An integer is beyond what a double holds exactly (RFC 7493 §2.2).");
            }
        }

        StrictUtf8.GetBytes(number, output);
    }
}
