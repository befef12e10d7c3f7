using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described;

/// <summary>Whatever descriptions and claims say, nothing throws but what is promised, and nothing matches that was changed.</summary>
public sealed class AnyInputTests
{
    private const int Seed = 20261123;
    private const int Budget = 8_000;

    private static readonly ProviderCatalog Catalog = new();

    [Property(MaxTest = 2000)]
    public Property No_claims_make_a_rule_throw_and_none_by_chance_match() => Prop.ForAll(Claims().ToArbitrary(), claims =>
    {
        var read = DescribedFixture.Read(claims);
        foreach (var provider in Catalog.All.OfType<DescribedProvider>())
        {
            Assert.NotNull(Register(provider).Refuse(read));
            Assert.NotNull(provider.IdentityOf(read));
            Assert.NotNull(provider.AccountOf(read));
            Assert.All(provider.Claims.Select(read, ClaimRecord.Plain).Values, value => Assert.True(value.Length <= ClaimTable.MaxRecordedLength));
        }
    });

    [Fact]
    public void A_mutated_description_is_read_or_refused_and_a_read_one_never_matches_nothing()
    {
        var corpus = typeof(ProviderCatalog).Assembly.GetManifestResourceNames().Select(Resource).Append(Encoding.UTF8.GetBytes(SampleDescription.Json)).ToList();
        var random = new Random(Seed);
        var (read, refused) = (0, 0);
        var nothing = new IdTokenClaims(JsonElement.Parse("{}"));
        for (var i = 0; i < Budget; i++)
        {
            try
            {
                var provider = DescribedProvider.Read("mutated.json", Mutate(corpus[random.Next(corpus.Count)], corpus, random));
                read++;
                Assert.NotNull(Register(provider).Refuse(nothing));
            }
            catch (BadDescriptionException e)
            {
                refused++;
                Assert.StartsWith("mutated.json: ", e.Message, StringComparison.Ordinal);
            }
        }

        // Most mutations hit a label or a help text.
        Assert.True(read > Budget / 50 && refused > Budget / 10, $"{read} read, {refused} refused.");
    }

    [Fact]
    public void Mutated_claims_never_match_unless_what_is_compared_is_unchanged()
    {
        var fixture = new DescribedFixture("buildkite", ("organization", "octo-org"), ("pipeline", "sampleproject"));
        byte[] good = [.. """{"organization_slug":"octo-org","pipeline_slug":"sampleproject","build_number":42,"build_tag":null,"step_key":"publish"}"""u8];
        var random = new Random(Seed);
        var (matched, refused) = (0, 0);
        for (var i = 0; i < Budget; i++)
        {
            if (!StrictJson.TryParse(Mutate(good, [good], random), 8, JsonValueKind.Object, out var root))
            {
                continue;
            }

            var claims = new IdTokenClaims(root);
            if (fixture.Refuse(claims) is not null)
            {
                refused++;
                continue;
            }

            matched++;
            Assert.Equal(("octo-org", "sampleproject"), (claims.Text("organization_slug"), claims.Text("pipeline_slug")));
        }

        Assert.True(matched > Budget / 100 && refused > Budget / 20, $"{matched} matched, {refused} refused.");
    }

    [Fact]
    public void A_field_that_the_description_lost_makes_a_publisher_match_nothing()
    {
        var own = SampleDescription.Read(SampleDescription.Json);
        var fields = new Dictionary<string, string> { ["organization"] = "octo-org", ["project"] = "sampleproject" };

        Assert.NotNull(own.ReadRule(fields));
        Assert.Null(own.ReadRule(new Dictionary<string, string>(fields) { ["environment"] = "release" }));
        Assert.Null(own.ReadRule(new Dictionary<string, string> { ["organization"] = "octo-org" }));
        Assert.Null(own.ReadRule(new Dictionary<string, string>(fields) { ["project"] = "" }));
    }

    private static DescribedFixture Register(DescribedProvider provider) =>
        new(provider, [.. provider.Fields.Where(field => field.IsRequired).Select(field => (field.Name, field.Example))]);

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ProviderCatalog).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Flips, inserts, removes and copies bytes, and splices words of other descriptions in.</summary>
    private static byte[] Mutate(byte[] original, List<byte[]> corpus, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes[at] = "{}[]\":,0tfn\\"u8.ToArray()[random.Next(12)];
                    break;
                default:
                    var other = corpus[random.Next(corpus.Count)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Objects whose names are those that descriptions look for, and whose values are everything else.</summary>
    private static Gen<JsonObject> Claims()
    {
        var names = Catalog.All.OfType<DescribedProvider>().SelectMany(provider => provider.Claims.Rows).Select(row => row.Name).Append("kubernetes.io").Distinct().ToArray();
        var values = Gen.Elements(
            "null", "true", "false", "0", "-0", "1e400", "12345678901234567890.5", "\"\"", "\"octo-org\"", "\"\\u0000\"", "\"ci\"", "[]", "[null]", "[\"a\", 1, {}]", "{}",
            "{\"namespace\": \"ci\"}", "{\"namespace\": [], \"serviceaccount\": \"publisher\"}", "{\"serviceaccount\": {\"name\": null}}", "\"pipeline_job\"", "\"refs/heads/main\"");
        return Gen.Elements(names).Zip(values).ListOf(12).Select(members => new JsonObject(
            members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, JsonNode.Parse(member.Item2)))));
    }
}
