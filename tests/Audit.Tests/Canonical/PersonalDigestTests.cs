using System.Text;
using FsCheck.Xunit;
using TrustedPublishing.Audit.Canonical;

namespace TrustedPublishing.Audit.Tests.Canonical;

public sealed class PersonalDigestTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>
    /// The vectors of docs/audit-log.md; made with another implementation.
    /// </summary>
    [Theory]
    [InlineData("actor", "octocat", "0cfe0aa9212f5c5506ddc9c4dda44cba7bceb25cf1f81593650c20c62a5bbfe9")]
    [InlineData("email", "", "35f1b32b15a232203ebc38183a9d7590b0f610b6958d21970392983641820864")]
    [InlineData("größe", "a\0b", "0d3e4cc7e2ceac5fa912373c855a8770efa02723c8824f428ed753e7c1f807a0")]
    public void Has_the_documented_value(string field, string value, string expected) =>
        Assert.Equal(expected, PersonalDigest.Of(Salt, field, Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void Does_not_confuse_where_the_field_ends() =>
        Assert.NotEqual(PersonalDigest.Of(Salt, "actor", "7octocat"u8), PersonalDigest.Of(Salt, "actor7", "octocat"u8));

    [Fact]
    public void Differs_with_the_salt() =>
        Assert.NotEqual(PersonalDigest.Of(Salt, "actor", "octocat"u8), PersonalDigest.Of([.. Salt.Reverse()], "actor", "octocat"u8));

    [Property]
    public void Differs_with_every_part(int field, int otherField, byte[] value, byte[] otherValue)
    {
        var isSame = field == otherField && value.AsSpan().SequenceEqual(otherValue);

        Assert.Equal(isSame, PersonalDigest.Of(Salt, $"f{field}", value) == PersonalDigest.Of(Salt, $"f{otherField}", otherValue));
    }
}
