using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace TrustedPublishing.TransparencyLog;

/// <summary>An Ed25519 public key as C2SP signed-note writes it: name, key id and, after a byte that tells what is signed, the key.</summary>
internal sealed class NoteKeyText
{
    private readonly byte type;

    public NoteKeyText(string name, byte type, byte[] point)
    {
        (Name, this.type, Point) = (name, type, point);
        Id = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. point])[..4];
    }

    public string Name { get; }

    public byte[] Point { get; }

    /// <summary>Four bytes that a signature names its key by.</summary>
    public byte[] Id { get; }

    public static NoteKeyText? TryParse(string text, byte type)
    {
        var bytes = new byte[1 + Ed25519.PublicKeySize];
        if (text.Split('+', 3) is not [var name, var id, var encoded]
            || !NoteVerifierKey.IsName(name)
            || !Convert.TryFromBase64String(encoded, bytes, out var written) || written != bytes.Length
            || bytes[0] != type
            || !Ed25519.ValidatePublicKeyFull(bytes, 1))
        {
            return null;
        }

        var key = new NoteKeyText(name, type, bytes[1..]);
        return string.Equals(Convert.ToHexStringLower(key.Id), id, StringComparison.Ordinal) ? key : null;
    }

    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([type, .. Point])}";
}
