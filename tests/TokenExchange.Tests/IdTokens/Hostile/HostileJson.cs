using System.Text;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>Signed JSON that two readers could understand differently, or that is none (RFC 8725 §2.6, §3.7).</summary>
internal static class HostileJson
{
    private static readonly (string Name, string Json)[] NoObjects =
    [
        ("empty", ""), ("blank", " "), ("null", "null"), ("true", "true"), ("a number", "7"), ("a string", "\"{}\""), ("an array", "[{}]"), ("text", "alg=RS256"),
        ("XML", "<jwt/>"), ("an unfinished object", "{\"alg\":\"RS256\""), ("a brace", "{"), ("nested without end", new string('[', 2000)),
    ];

    /// <summary>What is put before the last brace of an otherwise good object.</summary>
    private static readonly (string Name, string More)[] BadMembers =
    [
        ("a comma at the end", ","), ("a block comment", "/**/"), ("a line comment", "//\n"), ("a name without quotes", ",a:1"), ("single quotes", ",'a':1"),
        ("a value without a name", ",1"), ("a name without a value", ",\"a\""), ("NaN", ",\"a\":NaN"), ("Infinity", ",\"a\":Infinity"), ("a leading zero", ",\"a\":01"),
        ("a plus sign", ",\"a\":+1"), ("a hexadecimal number", ",\"a\":0x1"), ("a bare point", ",\"a\":.5"), ("a raw line break in a string", ",\"a\":\"\n\""),
        ("an unknown escape", ",\"a\":\"\\x41\""), ("half an escape", ",\"a\":\"\\u12\""), ("an open string", ",\"a\":\""), ("a second object", "}{\"a\":1"),
        ("text after the object", "} x{"), ("a lone high surrogate", ",\"a\":\"\\uD800\""), ("a lone low surrogate", ",\"a\":\"\\uDC00\""),
        ("surrogates the wrong way round", ",\"a\":\"\\uDC00\\uD800\""), ("a lone surrogate in a name", ",\"\\uD800\":1"), ("U+0000", ",\"a\":\"\\u0000\""),
        ("U+0000 in a name", ",\"a\\u0000\":1"), ("U+0000 deep inside", ",\"a\":[{\"b\":\"\\u0000\"}]"), ("a name twice", ",\"a\":1,\"a\":1"),
        ("a name twice, once escaped", ",\"a\":1,\"\\u0061\":1"), ("a name twice deep inside", ",\"a\":[{\"b\":1,\"b\":2}]"),
        ("nine levels of arrays", ",\"a\":[[[[[[[[1]]]]]]]]"), ("nine levels of objects", ",\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}"),
        ("a thousand levels", $",\"a\":{new string('[', 1000)}{new string(']', 1000)}"),
    ];

    private static readonly (string Name, byte[] Bytes)[] BadBytes =
    [
        ("a byte that UTF-8 never has", [0xFF]), ("a continuation byte alone", [0x80]), ("half a character", [0xC3]), ("an overlong slash", [0xC0, 0xAF]),
        ("a surrogate in UTF-8", [0xED, 0xA0, 0x80]), ("a character beyond Unicode", [0xF4, 0x90, 0x80, 0x80]), ("Latin-1", [0xE9]),
    ];

    public static IEnumerable<HostileCase> All { get; } =
    [
        .. NoObjects.SelectMany(j => new[]
        {
            Case($"a header that is {j.Name}", w => w.WithHeader(j.Json)),
            Case($"a payload that is {j.Name}", _ => HostileWorld.Signed(HostileWorld.Header(), j.Json)),
        }),
        .. BadMembers.SelectMany(m => new[]
        {
            Case($"{m.Name} in the header", w => w.WithHeader($"{HostileWorld.Header()[..^1]}{m.More}}}")),
            Case($"{m.Name} in the payload", w => w.WithText(m.More)),
        }),
        .. BadBytes.SelectMany(b => new[]
        {
            Case($"{b.Name} in the header", w => HostileWorld.Signed(WithBytes(HostileWorld.Header(), b.Bytes), Encoding.UTF8.GetBytes(w.Claims.ToJsonString()))),
            Case($"{b.Name} in the payload", w => HostileWorld.Signed(Encoding.UTF8.GetBytes(HostileWorld.Header()), WithBytes(w.Claims.ToJsonString(), b.Bytes))),
        }),
        Case("a header in UTF-16", w => HostileWorld.Signed(Encoding.Unicode.GetBytes(HostileWorld.Header()), Encoding.UTF8.GetBytes(w.Claims.ToJsonString()))),
        Case("a payload in UTF-16", w => HostileWorld.Signed(Encoding.UTF8.GetBytes(HostileWorld.Header()), Encoding.Unicode.GetBytes(w.Claims.ToJsonString()))),
        Case("a payload after a byte order mark", w => HostileWorld.Signed(HostileWorld.Header(), "\uFEFF" + w.Claims.ToJsonString())),
        Case("alg twice", w => w.WithHeader("""{"alg":"RS256","alg":"none","kid":"rsa"}""")),
        Case("alg twice, once escaped", w => w.WithHeader("""{"alg":"RS256","\u0061lg":"none","kid":"rsa"}""")),
        Case("kid twice", w => w.WithHeader("""{"alg":"RS256","kid":"rsa","kid":"p256"}""")),
        .. new[] { "iss", "aud", "exp", "iat", "nbf", "jti", "repository" }.Select(name =>
            Case($"{name} twice with the same value", w => w.WithText($",\"{name}\":{w.Claims[name]!.ToJsonString()}"))),
        Case("iss twice, the good one last", w => HostileWorld.Signed(HostileWorld.Header(), $"{{\"iss\":\"https://evil.example\",{w.Claims.ToJsonString()[1..]}")),
        Case("repository twice, once escaped", w => w.WithText(""","repositor\u0079":"octo-org/other" """)),
    ];

    private static byte[] WithBytes(string json, byte[] bytes) => [.. Encoding.UTF8.GetBytes($"{json[..^1]},\"a\":\""), .. bytes, .. "\"}"u8];

    private static HostileCase Case(string name, Func<HostileWorld, string> make) => new($"JSON: {name}", DenialReason.MalformedIdToken, make);
}
