using System.Text;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>What is not the compact form (RFC 7515 §3.1, §7.1) in its canonical spelling, or too long.</summary>
internal static class HostileForms
{
    private static readonly (string Name, string Foreign)[] ForeignCharacters =
    [
        ("padding", "="), ("double padding", "=="), ("a plus", "+"), ("a slash", "/"), ("a blank", " "), ("a line break", "\r\n"),
        ("a tab", "\t"), ("an accent", "é"), ("a full-width A", "Ａ"), ("a zero-width space", "\u200B"), ("a percent sign", "%41"), ("a quote", "\""),
    ];

    public static IEnumerable<HostileCase> All { get; } =
    [
        Form("nothing", _ => ""),
        Form("a blank", _ => " "),
        Form("one dot", _ => "."),
        Form("two dots", _ => ".."),
        Form("a word", _ => "token"),
        Form("an API token", _ => "tpa-AgEWcGFja2FnZXMuZXhhbXBsZS5vcmcCAWEAAAYgAAAA"),
        Form("a header alone", w => w.Parts((h, _, _) => h)),
        Form("no signature part", w => w.Parts((h, p, _) => $"{h}.{p}")),
        Form("an empty signature", w => w.Parts((h, p, _) => $"{h}.{p}.")),
        Form("an empty payload", w => w.Parts((h, _, s) => $"{h}..{s}")),
        Form("an empty header", w => w.Parts((_, p, s) => $".{p}.{s}")),
        Form("a fourth part", w => $"{w.Good()}.AA"),
        Form("a dot at the end", w => $"{w.Good()}."),
        Form("a dot at the start", w => $".{w.Good()}"),
        Form("five parts, as encrypted ones have", w => w.Parts((h, p, s) => $"{h}.{p}.{s}.{p}.{s}")),
        Form("two ID tokens with a comma", w => $"{w.Good()},{w.Good()}"),
        Form("two ID tokens with a line break", w => $"{w.Good()}\n{w.Good()}"),
        Form("a scheme in front", w => $"Bearer {w.Good()}"),
        Form("quotes around", w => $"\"{w.Good()}\""),
        Form("a byte order mark", w => $"\uFEFF{w.Good()}"),
        Form("full-width dots", w => w.Good().Replace('.', '．')),
        Form("percent-encoded dots", w => w.Good().Replace(".", "%2E", StringComparison.Ordinal)),
        Form("commas for dots", w => w.Good().Replace('.', ',')),
        Form("the flattened JSON form", w => w.Parts((h, p, s) => $$"""{"protected":"{{h}}","payload":"{{p}}","signature":"{{s}}"}""")),
        Form("the general JSON form", w => w.Parts((h, p, s) => $$"""{"payload":"{{p}}","signatures":[{"protected":"{{h}}","signature":"{{s}}"}]}""")),
        Form("encoded once more", w => Convert.ToBase64String(Encoding.ASCII.GetBytes(w.Good()))),
        Form("header and payload not encoded", w => w.Parts((_, _, s) => $"{HostileWorld.Header()}.{w.Claims.ToJsonString()}.{s}")),
        .. ForeignCharacters.SelectMany(c => new[]
        {
            Form($"{c.Name} in the header", w => w.Parts((h, p, s) => $"{h[..4]}{c.Foreign}{h[4..]}.{p}.{s}")),
            Form($"{c.Name} in the payload", w => w.Parts((h, p, s) => $"{h}.{p[..4]}{c.Foreign}{p[4..]}.{s}")),
            Form($"{c.Name} in the signature", w => w.Parts((h, p, s) => $"{h}.{p}.{s[..4]}{c.Foreign}{s[4..]}")),
        }),
        Form("a header of an impossible length", w => w.Parts((h, p, s) => $"{Impossible(h)}.{p}.{s}")),
        Form("a payload of an impossible length", w => w.Parts((h, p, s) => $"{h}.{Impossible(p)}.{s}")),
        Form("a signature of an impossible length", w => w.Parts((h, p, s) => $"{h}.{p}.{Impossible(s)}")),
        Form("a signature in its second spelling", w => w.Parts((h, p, s) => $"{h}.{p}.{SecondSpelling(s)}")),
        Form("a second spelling of one byte", w => w.Parts((h, p, _) => $"{h}.{p}.QR")),
        Long("16 KiB and a character", w => w.Parts((h, p, s) => $"{h}.{p}.{s}{new string('A', UnverifiedIdToken.MaxLength + 1 - w.Good().Length)}")),
        Long("a good ID token of more than 16 KiB", w => w.WithClaim("padding", $"\"{new string('a', UnverifiedIdToken.MaxLength)}\"")),
        Long("dots without end", _ => new string('.', UnverifiedIdToken.MaxLength + 1)),
        Long("a long header", w => w.WithHeader($$"""{"alg":"RS256","kid":"rsa","x":"{{new string('a', UnverifiedIdToken.MaxLength)}}"}""")),
    ];

    /// <summary>Four characters are three bytes; one character more is none.</summary>
    private static string Impossible(string part) => part[..(part.Length / 4 * 4)] + "A";

    /// <summary>An RSA signature of 256 bytes ends with a character of which only two bits count.</summary>
    private static string SecondSpelling(string signature) =>
        signature[..^1] + signature[^1] switch { 'A' => 'B', 'Q' => 'R', 'g' => 'h', _ => 'x' };

    private static HostileCase Form(string name, Func<HostileWorld, string> make) => new($"form: {name}", DenialReason.MalformedIdToken, make);

    private static HostileCase Long(string name, Func<HostileWorld, string> make) => new($"length: {name}", DenialReason.RequestTooLarge, make);
}
