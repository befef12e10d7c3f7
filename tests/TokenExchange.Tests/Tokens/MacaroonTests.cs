using System.Buffers.Text;
using System.Text;
using FsCheck.Xunit;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Tokens;

public sealed class MacaroonTests
{
    /// <summary>The worked example of libmacaroons' README.</summary>
    [Fact]
    public void Signs_as_libmacaroons_does()
    {
        var key = "this is our super secret key; only we should know it"u8.ToArray();
        var bare = Macaroon.Create(key, "http://mybank/", "we used our secret key"u8.ToArray());
        var account = bare.With("account = 3735928559");
        var time = account.With("time < 2020-01-01T00:00");
        var email = time.With("email = alice@example.org");

        Assert.Equal("e3d9e02908526c4c0039ae15114115d97fdd68bf2ba379b342aaf0f617d0552f", Hex(bare));
        Assert.Equal("1efe4763f290dbce0c1d08477367e11f4eee456a64933cf662d79772dbb82128", Hex(account));
        Assert.Equal("b5f06c8c8ef92f6c82c6ff282cd1f8bd1849301d09a2db634ba182536a611c49", Hex(time));
        Assert.Equal("ddf553e46083e55b8d71ab822be3d8fcf21d6bf19c40d617bb9fb438934474b6", Hex(email));
    }

    /// <summary>A vector of libmacaroons' test suite (root key "this is the key").</summary>
    [Fact]
    public void Reads_and_writes_the_binary_form_of_libmacaroons()
    {
        const string expected = "AgETaHR0cDovL2V4YW1wbGUub3JnLwIFa2V5aWQAAAYgfN7nklEcW8b1KEhYBd_psk54XijiqZMB-dcRxgnjjvc";
        var macaroon = Macaroon.Create("this is the key"u8.ToArray(), "http://example.org/", "keyid"u8.ToArray());

        Assert.Equal(expected, Base64Url.EncodeToString(MacaroonFormat.Write(macaroon)));

        var read = MacaroonFormat.Read(Base64Url.DecodeFromChars(expected))!;
        Assert.Equal("http://example.org/", read.Location);
        Assert.Equal("keyid", Encoding.ASCII.GetString(read.Identifier));
        Assert.Empty(read.Caveats);
        Assert.True(read.IsSignedBy("this is the key"u8.ToArray()));
        Assert.False(read.IsSignedBy("this is another key"u8.ToArray()));
    }

    [Property]
    public bool What_is_written_can_be_read(byte[] key, byte[] identifier, byte[][] caveats)
    {
        var macaroon = (caveats ?? []).Take(64).Aggregate(
            Macaroon.Create(key ?? [], "registry.example.org", identifier ?? []), (one, caveat) => one.With(caveat ?? []));

        var read = MacaroonFormat.Read(MacaroonFormat.Write(macaroon))!;

        return read.Location == macaroon.Location
            && read.Identifier.SequenceEqual(macaroon.Identifier)
            && read.Signature.SequenceEqual(macaroon.Signature)
            && read.Caveats.Count == macaroon.Caveats.Count
            && read.Caveats.Zip(macaroon.Caveats).All(pair => pair.First.SequenceEqual(pair.Second))
            && read.IsSignedBy(key ?? []);
    }

    [Property]
    public void Arbitrary_bytes_never_throw(byte[] bytes) => MacaroonFormat.Read([2, .. bytes ?? []]);

    [Fact]
    public void No_single_changed_byte_leaves_a_signature_that_holds()
    {
        var key = "root"u8.ToArray();
        var bytes = MacaroonFormat.Write(Macaroon.Create(key, "", "id"u8.ToArray()).With("[0,2,1]"));

        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;

            Assert.False(MacaroonFormat.Read(changed)?.IsSignedBy(key) ?? false, $"byte {i}");
        }
    }

    [Fact]
    public void A_caveat_cannot_be_taken_away_or_moved()
    {
        var key = "root"u8.ToArray();
        var narrow = Macaroon.Create(key, "", "id"u8.ToArray()).With("one").With("two");

        Assert.False(Macaroon.Unproven("", narrow.Identifier, narrow.Caveats.Take(1).ToList(), narrow.Signature).IsSignedBy(key));
        Assert.False(Macaroon.Unproven("", narrow.Identifier, [], narrow.Signature).IsSignedBy(key));
        Assert.False(Macaroon.Unproven("", narrow.Identifier, narrow.Caveats.Reverse().ToList(), narrow.Signature).IsSignedBy(key));
    }

    public static TheoryData<string, byte[]> Malformed()
    {
        var good = MacaroonFormat.Write(Macaroon.Create("root"u8.ToArray(), "loc", "id"u8.ToArray()).With("c"));
        byte[] signature = [6, 32, .. new byte[32]];
        return new TheoryData<string, byte[]>
        {
            { "nothing", [] },
            { "version 1", [1, .. good[1..]] },
            { "a JSON macaroon", "{\"v\":2}"u8.ToArray() },
            { "cut off", good[..^1] },
            { "something after", [.. good, 0] },
            { "no identifier", [2, 0, 0, .. signature] },
            { "two locations", [2, 1, 1, 65, 1, 1, 65, 2, 1, 65, 0, 0, .. signature] },
            { "a location that is not UTF-8", [2, 1, 1, 0xFF, 2, 1, 65, 0, 0, .. signature] },
            { "a third-party caveat", [2, 2, 1, 65, 0, 2, 1, 65, 4, 1, 65, 0, 0, .. signature] },
            { "a caveat with a location", [2, 2, 1, 65, 0, 1, 1, 65, 2, 1, 65, 0, 0, .. signature] },
            { "a length beyond the end", [2, 2, 0x7F, 65] },
            { "a length spelt too long", [2, 2, 0x81, 0x00, 65, 0, 0, .. signature] },
            { "a length without end", [2, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
            { "a short signature", [2, 2, 1, 65, 0, 0, 6, 31, .. new byte[31]] },
            { "65 caveats", [2, 2, 1, 65, 0, .. Enumerable.Repeat<byte[]>([2, 1, 65, 0], 65).SelectMany(c => c), 0, .. signature] },
            { "64 KiB", [2, 2, 0x80, 0x80, 0x04, .. new byte[65_536], 0, 0, .. signature] },
        };
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Refuses(string what, byte[] bytes) => Assert.True(MacaroonFormat.Read(bytes) is null, what);

    private static string Hex(Macaroon macaroon) => Convert.ToHexStringLower(macaroon.Signature);
}
