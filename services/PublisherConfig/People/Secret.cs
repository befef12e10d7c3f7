using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.PublisherConfig.People;

/// <summary>What is shown once and kept as a hash: 256 random bits need no salt and no slow hash.</summary>
internal static class Secret
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 of its characters.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
