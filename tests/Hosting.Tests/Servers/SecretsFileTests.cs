using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Tests.Servers;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("secrets.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_value_is_made_once_and_stays()
    {
        var first = new SecretsFile(FilePath).GetOrAdd("admin-token", GeneratedSecrets.Password);

        var second = new SecretsFile(FilePath).GetOrAdd("admin-token", () => throw new InvalidOperationException("made twice"));

        Assert.Equal(first, second);
        Assert.Equal(32, first.Length);
        Assert.All(first, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
    }

    [Fact]
    public void Values_of_different_names_differ_and_do_not_displace_each_other()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"secret-{i}").ToList();

        var values = names.ConvertAll(name => new SecretsFile(FilePath).GetOrAdd(name, GeneratedSecrets.Password));

        Assert.Equal(20, values.Distinct().Count());
        Assert.Equal(values, names.ConvertAll(name => new SecretsFile(FilePath).GetOrAdd(name, () => "lost")));
    }

    [Fact]
    public void Only_the_owner_can_read_the_file_whatever_the_process_permits_by_default()
    {
        new SecretsFile(FilePath).GetOrAdd("admin-token", GeneratedSecrets.Password);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Refuses_a_file_that_others_can_read_or_change(UnixFileMode further)
    {
        var value = new SecretsFile(FilePath).GetOrAdd("admin-token", GeneratedSecrets.Password);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | further);

        var refusal = Assert.Throws<PrerequisiteException>(() => new SecretsFile(FilePath).GetOrAdd("admin-token", GeneratedSecrets.Password));

        Assert.Contains($"chmod 600 {FilePath}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"admin-token": "s3cret" """)]
    [InlineData("""{"admin-token": ""}""")]
    [InlineData("""{"admin-token": null}""")]
    [InlineData("""{"admin-token": 7}""")]
    [InlineData("""{"admin-token": {"s3cret": true}}""")]
    public void Refuses_a_damaged_file_instead_of_starting_with_new_values(string content)
    {
        File.WriteAllText(FilePath, content);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var refusal = Assert.Throws<PrerequisiteException>(() => new SecretsFile(FilePath).GetOrAdd("admin-token", GeneratedSecrets.Password));

        Assert.Contains("is damaged", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(FilePath));
    }

    [Fact]
    public void What_a_killed_process_left_half_written_does_not_count()
    {
        var value = new SecretsFile(FilePath).GetOrAdd("admin-token", GeneratedSecrets.Password);
        File.WriteAllText(FilePath + ".next", "{");

        new SecretsFile(FilePath).GetOrAdd("auditor-token", GeneratedSecrets.Password);

        Assert.Equal(value, new SecretsFile(FilePath).GetOrAdd("admin-token", () => "lost"));
    }
}
