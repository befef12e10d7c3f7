using System.Text;
using FsCheck.Xunit;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Tokens;

public sealed class CaveatTests
{
    private static readonly Guid Id = Guid.Parse("0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c");

    [Fact]
    public void Caveats_look_as_on_PyPI()
    {
        Assert.Equal("[0,1795388321,1795387421]", Text(new Caveat.Expiration(1795388321, 1795387421)));
        Assert.Equal("[1,[\"sample\",\"other\"]]", Text(new Caveat.ProjectNames(["sample", "other"])));
        Assert.Equal($"[2,[\"{Id}\"]]", Text(new Caveat.ProjectIds([Id])));
        Assert.Equal($"[4,\"{Id}\",null]", Text(new Caveat.Publisher(Id)));
    }

    [Property]
    public bool What_is_written_can_be_read(long expiresAt, long notBefore, Guid[] ids, Guid publisher) =>
        Caveat.Parse(new Caveat.Expiration(expiresAt, notBefore).ToBytes()) is Caveat.Expiration e && e == new Caveat.Expiration(expiresAt, notBefore)
        && Caveat.Parse(new Caveat.ProjectIds(ids).ToBytes()) is Caveat.ProjectIds p && p.Ids.SequenceEqual(ids)
        && Caveat.Parse(new Caveat.Publisher(publisher).ToBytes()) == new Caveat.Publisher(publisher);

    [Property]
    public void Arbitrary_bytes_never_throw(byte[] bytes) => Caveat.Parse(bytes);

    [Theory]
    [InlineData("[ 0 , 2 , 1 ]")]
    [InlineData("[4, \"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\"]")]
    public void Takes_other_spellings_of_the_same_json(string caveat) => Assert.NotNull(Caveat.Parse(Encoding.UTF8.GetBytes(caveat)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("0")]
    [InlineData("null")]
    [InlineData("{\"exp\":2,\"nbf\":1}")]
    [InlineData("{\"version\":1,\"permissions\":\"user\"}")]
    [InlineData("[0]")]
    [InlineData("[0,2]")]
    [InlineData("[0,2,1,0]")]
    [InlineData("[0,\"2\",1]")]
    [InlineData("[0,2.5,1]")]
    [InlineData("[0,2,null]")]
    [InlineData("[0,99999999999999999999,1]")]
    [InlineData("[\"0\",2,1]")]
    [InlineData("[0.5,2,1]")]
    [InlineData("[1]")]
    [InlineData("[1,\"sample\"]")]
    [InlineData("[1,[7]]")]
    [InlineData("[1,[\"sample\"],null]")]
    [InlineData("[2,[\"sample\"]]")]
    [InlineData("[2,[null]]")]
    [InlineData("[3,\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\"]")]
    [InlineData("[4]")]
    [InlineData("[4,null,null]")]
    [InlineData("[4,\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\",{}]")]
    [InlineData("[4,\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\",null,1]")]
    [InlineData("[5,1]")]
    [InlineData("[-1,1]")]
    [InlineData("[2147483648,1]")]
    [InlineData("[[0],2,1]")]
    [InlineData("[0,2,1")]
    [InlineData("[0,2,1] ]")]
    [InlineData("[1,[[[[1]]]]]")]
    public void Does_not_understand(string caveat) => Assert.Null(Caveat.Parse(Encoding.UTF8.GetBytes(caveat)));

    [Fact]
    public void Does_not_understand_bytes_that_are_not_utf8() => Assert.Null(Caveat.Parse([(byte)'[', 0xFF, (byte)']']));

    private static string Text(Caveat caveat) => Encoding.UTF8.GetString(caveat.ToBytes());
}
