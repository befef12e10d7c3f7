using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace TrustedPublishing.Audit.Tests.Canonical;

/// <summary>Any I-JSON value, with the strings that encoders get wrong.</summary>
public static class AnyJson
{
    private static readonly Gen<string> Text =
        Gen.Elements("a", "A", "", "1", "10", "é", "\u0000", "\u001f", "\u007f", "\u2028", "\"", "\\", "/", "\r\n", "😀", "דּ", "\uffff", "ab")
            .ListOf(3)
            .Select(string.Concat);

    private static readonly Gen<double> Number = Gen.OneOf(
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => number.Item),
        ArbMap.Default.GeneratorFor<int>().Select(number => (double)number),
        Gen.Elements(1e21, 1e-7, 123456789012345680000d, 0.1, 1 / 3d, double.Epsilon, double.MaxValue));

    public static Arbitrary<JsonNode> Values() => Value(depth: 3).ToArbitrary();

    private static Gen<JsonNode> Value(int depth)
    {
        var leaves = Gen.OneOf(
            Text.Select(text => (JsonNode)JsonValue.Create(text)!),
            Number.Select(number => (JsonNode)JsonValue.Create(number)),
            Gen.Elements(true, false).Select(truth => (JsonNode)JsonValue.Create(truth)));
        if (depth == 0)
        {
            return leaves;
        }

        var items = Value(depth - 1).ListOf(3);
        var members = Text.Zip(Value(depth - 1)).ListOf(4);
        return Gen.OneOf(
            leaves,
            items.Select(list => (JsonNode)new JsonArray([.. list.Select(item => item.DeepClone())])),
            members.Select(list => (JsonNode)new JsonObject(list
                .DistinctBy(member => member.Item1)
                .Select(member => KeyValuePair.Create(member.Item1, (JsonNode?)member.Item2.DeepClone())))));
    }
}
