using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Aspire.Tests.Local;

public sealed class KubeconfigTests
{
    [Fact]
    public void Reads_server_authority_and_token()
    {
        using var authority = Authority();
        var config = Kubeconfig.TryParse(Lines(authority));

        Assert.NotNull(config);
        Assert.Equal(new Uri("https://127.0.0.1:34567/"), config.Server);
        Assert.Equal("secret", config.Token);
        Assert.Equal(authority.Thumbprint, config.Authority.Thumbprint);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("token")]
    [InlineData("certificate-authority-data")]
    public void Is_nothing_as_long_as_the_engine_has_not_written_all_of_it(string missing)
    {
        using var authority = Authority();

        Assert.Null(Kubeconfig.TryParse(Lines(authority).Where(line => !line.Contains(missing, StringComparison.Ordinal))));
    }

    private static string[] Lines(X509Certificate2 authority) =>
    [
        "apiVersion: v1",
        "clusters:",
        "- cluster:",
        $"    certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authority.ExportCertificatePem()))}",
        "    server: https://127.0.0.1:34567",
        "  name: apiserver_cluster",
        "users:",
        "- name: apiserver_user",
        "  user:",
        "    token: secret",
    ];

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
    }
}
