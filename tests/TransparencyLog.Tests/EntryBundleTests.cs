using FsCheck.Xunit;

namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class EntryBundleTests
{
    [Fact]
    public void A_length_stands_before_each_entry() =>
        Assert.Equal([0, 1, 7, 0, 0, 0, 2, 8, 9], EntryBundle.Write([[7], [], [8, 9]]));

    [Property]
    public bool What_is_written_can_be_read(byte[][] entries) =>
        EntryBundle.Read(EntryBundle.Write(entries)) is { } read && read.Count == entries.Length && read.Zip(entries).All(pair => pair.First.SequenceEqual(pair.Second));

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 1 })]
    [InlineData(new byte[] { 0, 1, 7, 0 })]
    [InlineData(new byte[] { 0, 2, 7 })]
    public void A_bundle_that_was_cut_is_none(byte[] bundle) => Assert.Null(EntryBundle.Read(bundle));

    [Fact]
    public void An_entry_that_is_too_long_is_not_written() =>
        Assert.Throws<OverflowException>(() => EntryBundle.Write([new byte[EntryBundle.MaxEntryLength + 1]]));
}
