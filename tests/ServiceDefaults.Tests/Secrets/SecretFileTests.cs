using System.Runtime.Versioning;
using System.Security.Cryptography;
using TrustedPublishing.ServiceDefaults.Secrets;

namespace TrustedPublishing.ServiceDefaults.Tests.Secrets;

[UnsupportedOSPlatform("windows")]
public sealed class SecretFileTests : IDisposable
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder = Directory.CreateTempSubdirectory("secret-file-").FullName;

    private string Secret => Path.Combine(folder, "key");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Many_that_make_it_at_once_end_with_one()
    {
        var secrets = Enumerable.Range(0, 16).Select(_ => RandomNumberGenerator.GetBytes(32)).ToList();

        await Task.WhenAll(secrets.Select(secret => Task.Run(() => SecretFile.CreateIfMissing("Key", Secret, () => secret))));

        Assert.Contains(SecretFile.Read("Key", Secret), secrets);
        Assert.Equal([Secret], Directory.GetFiles(folder));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(Secret));
    }

    [Fact]
    public void One_that_is_there_stays()
    {
        SecretFile.CreateIfMissing("Key", Secret, () => [1]);

        SecretFile.CreateIfMissing("Key", Secret, () => throw new InvalidOperationException("It is not asked for."));

        Assert.Equal([1], SecretFile.Read("Key", Secret));
    }

    [Fact]
    public void Another_content_takes_its_place()
    {
        SecretFile.CreateIfMissing("Key", Secret, () => [1]);

        SecretFile.Replace(Secret, [2, 3]);

        Assert.Equal([2, 3], SecretFile.Read("Key", Secret));
        Assert.Equal([Secret], Directory.GetFiles(folder));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(Secret));
    }

    [Fact]
    public void Of_one_that_cannot_be_put_in_place_nothing_stays_behind()
    {
        Directory.CreateDirectory(Secret);

        Assert.ThrowsAny<Exception>(() => SecretFile.Replace(Secret, [2, 3]));

        Assert.Empty(Directory.GetFiles(folder));
        Assert.Empty(Directory.GetFiles(Secret));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void One_that_others_could_read_or_change_is_not_taken(UnixFileMode others)
    {
        SecretFile.CreateIfMissing("Key", Secret, () => [1]);
        File.SetUnixFileMode(Secret, OwnersOnly | others);

        var refused = Assert.Throws<InvalidOperationException>(() => SecretFile.Read("Key", Secret));

        Assert.Equal($"Key: others can read or change {Secret}; run chmod 0600 on it.", refused.Message);
    }

    [Fact]
    public void One_that_is_missing_is_asked_for_by_its_setting()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => SecretFile.Read("Key", Secret));

        Assert.Equal($"Key: {Secret} is missing; run the service once with the argument 'migrate'.", refused.Message);
    }
}
