using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using TrustedPublishing.Audit.Canonical;

namespace TrustedPublishing.Audit.Tests.Canonical;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Encodes_the_sample_of_RFC_8785_section_3_2_2()
    {
        const string Input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;

        // RFC 8785 §3.2.4 gives the bytes.
        const string Expected = """
            7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a
            5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d3237
            5d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d
            """;

        Assert.Equal(Expected.ReplaceLineEndings(""), Convert.ToHexStringLower(CanonicalJson.Encode(Json(Input))));
    }

    [Fact]
    public void Sorts_names_by_UTF_16_code_units_as_in_RFC_8785_section_3_2_3()
    {
        const string Input = """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;

        var values = Json(Encode(Input)).EnumerateObject().Select(member => member.Value.GetString());

        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            values);
    }

    [Theory]
    [InlineData("""[ 56, { "d": true, "10": null, "1": [ ] } ]""", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData("""{"a":{},"A":{},"":"empty","111":1,"1":{"\n":56.0,"f":{"f":"hi","F":5}}}""", """{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"111":1,"A":{},"a":{}}""")]
    [InlineData("""{"a":"A\u030a"}""", "{\"a\":\"A\u030a\"}")]
    [InlineData("""{"</script>":"\u007f\u0000\u001f\b\t\n\f\r"}""", "{\"</script>\":\"\u007f\\u0000\\u001f\\b\\t\\n\\f\\r\"}")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("null", "null")]
    public void Has_one_form(string input, string expected) => Assert.Equal(expected, Encode(input));

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""[{"b":{"a":1,"c":2,"a":3}}]""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    public void Refuses_what_is_not_I_JSON(string input) =>
        Assert.Throws<NotCanonicalisableException>(() => CanonicalJson.Encode(Json(input)));

    [Fact]
    public void Refuses_a_value_that_is_not_there() =>
        Assert.Throws<NotCanonicalisableException>(() => CanonicalJson.Encode(default));

    [Property(Arbitrary = [typeof(AnyJson)])]
    public void Says_what_the_value_says(JsonNode value)
    {
        var element = JsonSerializer.SerializeToElement(value);

        Assert.True(JsonElement.DeepEquals(element, Json(Encode(element))));
    }

    [Property(Arbitrary = [typeof(AnyJson)])]
    public void Is_the_form_of_itself(JsonNode value)
    {
        var encoded = Encode(JsonSerializer.SerializeToElement(value));

        Assert.Equal(encoded, Encode(encoded));
    }

    [Property(Arbitrary = [typeof(AnyJson)])]
    public void Does_not_depend_on_order_or_white_space(JsonNode value)
    {
        var reversed = Reversed(value)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        Assert.Equal(Encode(JsonSerializer.SerializeToElement(value)), Encode(reversed));
    }

    private static JsonNode? Reversed(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, Reversed(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Reversed)]),
        _ => value?.DeepClone(),
    };

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string Encode(string text) => Encode(Json(text));

    private static string Encode(JsonElement value) => Encoding.UTF8.GetString(CanonicalJson.Encode(value));
}
