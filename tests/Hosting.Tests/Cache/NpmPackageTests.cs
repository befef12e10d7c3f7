using System.Security.Cryptography;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Tests.Cache;

public sealed class NpmPackageTests
{
    [Fact]
    public async Task An_archive_with_another_digest_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("package.tgz"), "tampered", TestContext.Current.CancellationToken);
        var expected = "sha512-" + Convert.ToBase64String(SHA512.HashData("original"u8));

        var refusal = await Assert.ThrowsAsync<PrerequisiteException>(
            () => new NpmPackage("package", "1.0.0", expected).CheckIntegrityAsync(folder.File("package.tgz"), TestContext.Current.CancellationToken));

        Assert.Contains("package@1.0.0 is not the expected one", refusal.Message, StringComparison.Ordinal);
    }
}
