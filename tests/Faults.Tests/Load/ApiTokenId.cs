using System.Buffers.Text;
using System.Text;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>Reads the id out of an API token by what docs/tokens.md says of its form, with none of the code that made it.</summary>
internal static class ApiTokenId
{
    private const string Prefix = "tpa-";

    /// <exception cref="FormatException">The text is no such token.</exception>
    public static Guid Of(string apiToken)
    {
        if (!apiToken.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new FormatException("An API token begins with its prefix.");
        }

        // libmacaroons version 2: 02, then fields of a type, a length and that many bytes; 01 is the location, 02 the identifier.
        var bytes = Base64Url.DecodeFromChars(apiToken.AsSpan(Prefix.Length));
        for (var at = 1; bytes[0] == 2 && bytes[at] is 1 or 2;)
        {
            var (type, length, start) = (bytes[at], bytes[at + 1], at + 2);
            if (type == 2)
            {
                // 1.9f86d081884c7d65.0199aef2c8a1742b8f3c0d5e6f7a8b9c
                return Guid.ParseExact(Encoding.ASCII.GetString(bytes, start, length).Split('.')[2], "N");
            }

            at = start + length;
        }

        throw new FormatException("An API token has an identifier.");
    }
}
