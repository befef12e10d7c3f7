namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class TileTests
{
    [Theory]
    [InlineData(0, 0, 256, "000")]
    [InlineData(0, 7, 256, "007")]
    [InlineData(1, 999, 256, "999")]
    [InlineData(0, 1_000, 256, "x001/000")]
    [InlineData(0, 1_234_067, 256, "x001/x234/067")]
    [InlineData(0, 1_234_067, 8, "x001/x234/067.p/8")]
    [InlineData(5, 0, 255, "000.p/255")]
    public void Paths_are_those_of_the_specification(int level, long index, int width, string path)
    {
        Assert.Equal(path, new Tile(level, index, width).Path);
        Assert.True(Tile.TryParse($"{level}", path, out var tile));
        Assert.Equal(new Tile(level, index, width), tile);
    }

    [Theory]
    [InlineData("0", "")]
    [InlineData("0", "0")]
    [InlineData("0", "01")]
    [InlineData("0", "0000")]
    [InlineData("0", "1000")]
    [InlineData("0", "001/000")]
    [InlineData("0", "x000/001")]
    [InlineData("0", "x001/x000")]
    [InlineData("0", "xx01/000")]
    [InlineData("0", "x001/000/")]
    [InlineData("0", "-01")]
    [InlineData("0", "+01")]
    [InlineData("0", "000.p/0")]
    [InlineData("0", "000.p/256")]
    [InlineData("0", "000.p/08")]
    [InlineData("0", "000.p/")]
    [InlineData("0", "000.p/1.p/1")]
    [InlineData("0", "000.P/1")]
    [InlineData("00", "000")]
    [InlineData("64", "000")]
    [InlineData("-1", "000")]
    [InlineData("", "000")]
    [InlineData("0", "x999/x999/x999/x999/x999/x999/x999/999")]
    public void Other_spellings_are_no_tiles(string level, string path) => Assert.False(Tile.TryParse(level, path, out _));

    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(0, 0, 1, 1)]
    [InlineData(0, 0, 256, 256)]
    [InlineData(0, 1, 256, null)]
    [InlineData(0, 1, 300, 44)]
    [InlineData(1, 0, 255, null)]
    [InlineData(1, 0, 256, 1)]
    [InlineData(1, 0, 70_000, 256)]
    [InlineData(1, 1, 70_000, 17)]
    [InlineData(2, 0, 70_000, 1)]
    [InlineData(3, 0, 70_000, null)]
    public void A_tree_reaches_as_far_as_its_leaves(int level, long index, long size, int? width) =>
        Assert.Equal(width, Tile.InTree(level, index, size)?.Width);
}
