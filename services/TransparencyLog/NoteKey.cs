using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// A public key that notes are checked with (C2SP signed-note): Ed25519, with a name. Its text is
/// <c>&lt;name&gt;+&lt;id&gt;+&lt;base64 of 01 and the key&gt;</c>.
/// </summary>
public sealed class NoteVerifierKey : IEquatable<NoteVerifierKey>
{
    internal const byte Ed25519Type = 0x01;

    private readonly NoteKeyText text;

    private NoteVerifierKey(NoteKeyText text) => this.text = text;

    public string Name => text.Name;

    /// <summary>Four bytes that a signature names its key by.</summary>
    public byte[] Id => text.Id;

    /// <summary>A name has no white space and no plus sign.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || c == '+');

    public static bool TryParse(string text, [NotNullWhen(true)] out NoteVerifierKey? key)
    {
        key = NoteKeyText.TryParse(text, Ed25519Type) is { } read ? new NoteVerifierKey(read) : null;
        return key is not null;
    }

    public bool Verifies(byte[] message, byte[] signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, text.Point, 0, message, 0, message.Length);

    public bool Equals(NoteVerifierKey? other) => string.Equals(ToString(), other?.ToString(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as NoteVerifierKey);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => text.ToString();

    internal static NoteVerifierKey Of(string name, byte[] seed)
    {
        var point = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, point, 0);
        return new NoteVerifierKey(new NoteKeyText(name, Ed25519Type, point));
    }
}

/// <summary>
/// The private key that belongs to a <see cref="NoteVerifierKey"/>. Its text is <c>PRIVATE+KEY+&lt;name&gt;+&lt;id&gt;+&lt;base64 of 01 and
/// the key&gt;</c>, as Go's package note has it.
/// </summary>
public sealed class NoteSignerKey
{
    private const string Prefix = "PRIVATE+KEY+";
    private static readonly int SeedLength = Ed25519.SecretKeySize;

    private readonly byte[] seed;

    /// <param name="name">See <see cref="NoteVerifierKey.IsName"/>.</param>
    /// <param name="seed">The Ed25519 private key (RFC 8032 §5.1.5), 32 random bytes.</param>
    public NoteSignerKey(string name, byte[] seed)
    {
        if (!NoteVerifierKey.IsName(name) || seed.Length != SeedLength)
        {
            throw new ArgumentException("A key has a name without white space and plus signs, and 32 bytes.");
        }

        this.seed = seed;
        Verifier = NoteVerifierKey.Of(name, seed);
    }

    public NoteVerifierKey Verifier { get; }

    public static NoteSignerKey Generate(string name) => new(name, RandomNumberGenerator.GetBytes(SeedLength));

    public static bool TryParse(string text, [NotNullWhen(true)] out NoteSignerKey? key)
    {
        key = null;
        var bytes = new byte[1 + SeedLength];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length..].Split('+', 3) is not [var name, var id, var encoded]
            || !NoteVerifierKey.IsName(name)
            || !Convert.TryFromBase64String(encoded, bytes, out var written) || written != bytes.Length
            || bytes[0] != NoteVerifierKey.Ed25519Type)
        {
            return false;
        }

        var read = new NoteSignerKey(name, bytes[1..]);
        key = string.Equals(Convert.ToHexStringLower(read.Verifier.Id), id, StringComparison.Ordinal) ? read : null;
        return key is not null;
    }

    /// <summary>The key's text, for the file that keeps it and nothing else.</summary>
    public string Reveal() => $"{Prefix}{Verifier.Name}+{Convert.ToHexStringLower(Verifier.Id)}+{Convert.ToBase64String([NoteVerifierKey.Ed25519Type, .. seed])}";

    public byte[] Sign(byte[] text)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(seed, 0, text, 0, text.Length, signature, 0);
        return signature;
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"signer {Verifier.Name}";
}
