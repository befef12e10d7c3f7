using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TrustedPublishing.Hosting.Engine.Dcp;

/// <summary>Where DCP listens and how to prove both sides to each other, from the file that it writes when it starts.</summary>
internal sealed record Kubeconfig(Uri Server, X509Certificate2 Authority, string Token)
{
    /// <summary>Reads the one cluster and the one user in it; null as long as the file is not complete.</summary>
    public static Kubeconfig? TryParse(IEnumerable<string> lines)
    {
        var fields = lines
            .Select(line => line.Trim().TrimStart('-').Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts is [_, { Length: > 0 }])
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First()[1].Trim('"'), StringComparer.Ordinal);

        return fields.TryGetValue("server", out var server)
            && fields.TryGetValue("certificate-authority-data", out var authority)
            && fields.TryGetValue("token", out var token)
            ? new Kubeconfig(new Uri(server + "/"), ReadCertificate(Convert.FromBase64String(authority)), token)
            : null;
    }

    private static X509Certificate2 ReadCertificate(byte[] data) =>
        data.AsSpan().StartsWith("-----BEGIN"u8)
            ? X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(data))
            : X509CertificateLoader.LoadCertificate(data);
}
