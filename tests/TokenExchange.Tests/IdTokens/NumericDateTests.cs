using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrustedPublishing.TokenExchange.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

public sealed class NumericDateTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("0e0", 0)]
    [InlineData("1", 1)]
    [InlineData("1.0", 1)]
    [InlineData("1e9", 1_000_000_000)]
    [InlineData("1E9", 1_000_000_000)]
    [InlineData("1e+9", 1_000_000_000)]
    [InlineData("1795388321", 1_795_388_321)]
    [InlineData("1795388321.0", 1_795_388_321)]
    [InlineData("1795388321.000000", 1_795_388_321)]
    [InlineData("1.795388321e9", 1_795_388_321)]
    [InlineData("1.7953883210e+09", 1_795_388_321)]
    [InlineData("17953883210e-1", 1_795_388_321)]
    [InlineData("1795388321000.00e-3", 1_795_388_321)]
    [InlineData("253370764799", 253_370_764_799)]
    [InlineData("253370764799.0", 253_370_764_799)]
    public void Reads_whole_seconds_however_a_JSON_writer_spells_them(string json, long seconds) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(seconds), Read(json));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1795388321.5")]
    [InlineData("1795388321.0000001")]
    [InlineData("1795388321.0000000000000000001")]
    [InlineData("1e-1")]
    [InlineData("1e-30")]
    [InlineData("0.1e-30")]
    [InlineData("15e-1")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("-1e9")]
    [InlineData("253370764800")]
    [InlineData("253370764799.1")]
    [InlineData("1e12")]
    [InlineData("1e400")]
    [InlineData("1e2147483647")]
    [InlineData("1e-2147483648")]
    [InlineData("1e99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [InlineData("1795388321.00000000000000000000000000000000000")]
    [InlineData("\"1795388321\"")]
    [InlineData("\"2026-11-23T12:00:00Z\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1795388321]")]
    [InlineData("{\"seconds\":1795388321}")]
    public void Reads_nothing_else(string json) => Assert.Null(Read(json));

    [Property]
    public Property A_second_is_the_same_second_in_every_spelling() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        Gen.Choose(0, 6).ToArbitrary(),
        (seconds, places) =>
        {
            var whole = seconds.ToString(CultureInfo.InvariantCulture);
            string[] spellings =
            [
                whole, $"{whole}.{new string('0', places + 1)}", $"{whole}{new string('0', places)}e-{places}", $"{whole}E0",
                $"{whole[0]}.{(whole.Length > 1 ? whole[1..] : "0")}e{whole.Length - 1}",
            ];
            return spellings.All(spelling => Read(spelling) == DateTimeOffset.FromUnixTimeSeconds(seconds));
        });

    [Property]
    public Property A_fraction_of_a_second_is_no_date() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        Gen.Choose(1, 999_999).ToArbitrary(),
        (seconds, millionths) => Read($"{seconds}.{millionths:000000}") is null && Read($"{seconds}{millionths:000000}e-6") is null);

    private static DateTimeOffset? Read(string json) => NumericDate.Read(JsonElement.Parse(json));
}
