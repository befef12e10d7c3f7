using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Tokens;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeyRingFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ring").FullName;

    private string RingPath => Path.Combine(folder, "sub", "ring.json");

    [Fact]
    public void A_new_ring_holds_one_key_and_only_its_owner_can_read_it()
    {
        KeyRingFile.CreateIfMissing(RingPath, SampleClaims.Now);

        var key = Assert.Single(KeyRingFile.Read(RingPath).Keys);
        Assert.Equal(SampleClaims.Now, key.UseFrom);
        Assert.Equal($"ring key {key.Id}", key.ToString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(RingPath));
        Assert.Equal([RingPath], Directory.GetFiles(Path.GetDirectoryName(RingPath)!));
    }

    [Fact]
    public void A_ring_that_is_there_is_left_alone()
    {
        KeyRingFile.CreateIfMissing(RingPath, SampleClaims.Now);
        var before = File.ReadAllText(RingPath);

        KeyRingFile.CreateIfMissing(RingPath, SampleClaims.Now.AddDays(1));

        Assert.Equal(before, File.ReadAllText(RingPath));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void Refuses_a_ring_that_others_can_read_or_change(UnixFileMode mode)
    {
        KeyRingFile.CreateIfMissing(RingPath, SampleClaims.Now);
        File.SetUnixFileMode(RingPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);

        Assert.Throws<InvalidOperationException>(() => KeyRingFile.Read(RingPath));
    }

    [Fact]
    public void Refuses_to_start_without_a_ring() =>
        Assert.Throws<InvalidOperationException>(() => KeyRingFile.Read(RingPath));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"id":"00112233445566ff","secret":"c2hvcnQ=","use_from":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[{"id":"00112233445566ff","secret":"!","use_from":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[{"id":"x","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","use_from":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[null]}""")]
    public void Refuses_a_file_that_is_no_ring_without_quoting_it(string content)
    {
        KeyRingFile.CreateIfMissing(RingPath, SampleClaims.Now);
        File.WriteAllText(RingPath, content);

        var refusal = Assert.Throws<InvalidOperationException>(() => KeyRingFile.Read(RingPath));
        Assert.StartsWith("Tokens:RingPath: ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", refusal.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
