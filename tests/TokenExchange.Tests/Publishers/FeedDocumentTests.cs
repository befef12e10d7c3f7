using System.Text;
using System.Text.Json;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

public sealed class FeedDocumentTests
{
    private const string Head = """ "epoch":"e","head":9,"through":7,"more":true """;

    [Theory]
    [InlineData($$"""{{{Head}},"publishers":[]}""")]
    [InlineData($$"""{"publishers":[],{{Head}}}""")]
    [InlineData($$"""{"more":true,"publishers":[{"id":"x"},[{"more":false}]],"through":7,"later":{"epoch":"f"},"head":9,"epoch":"e"}""")]
    public void Says_what_it_is_in_any_order(string page)
    {
        Assert.Equal(new FeedHead("e", 9, 7, true), FeedDocument.ReadHead(Encoding.UTF8.GetBytes(page)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"epoch":"e","head":9,"through":7,"publishers":[]}""")]
    [InlineData("""{"epoch":"e","head":9,"more":true,"publishers":[]}""")]
    [InlineData("""{"epoch":"e","through":7,"more":true,"publishers":[]}""")]
    [InlineData("""{"head":9,"through":7,"more":true,"publishers":[]}""")]
    [InlineData("""{"epoch":null,"head":9,"through":7,"more":true,"publishers":[]}""")]
    [InlineData("""{"epoch":"e","head":"9","through":7,"more":true}""")]
    [InlineData("""{"epoch":"e","head":9.5,"through":7,"more":true}""")]
    [InlineData("""{"epoch":"e","head":9,"through":9223372036854775808,"more":true}""")]
    [InlineData("""{"epoch":"e","head":9,"through":7,"more":"true"}""")]
    [InlineData("""{"epoch":"e","head":9,"through":7,"mo""")]
    [InlineData("<html>")]
    public void What_is_no_page_is_refused(string page)
    {
        Assert.ThrowsAny<JsonException>(() => FeedDocument.ReadHead(Encoding.UTF8.GetBytes(page)));
    }

    [Fact]
    public void Reads_publishers_and_tombstones_in_their_order()
    {
        var entries = Read($$"""
            {{{Head}},"publishers":[
              {"id":"0199d0a0-0000-7000-8000-000000000001","revision":3,"removed":false,"provider":"google","issuer":"https://accounts.google.com",
               "fields":{"email":"a@example.org","sub":null},"pinned_ids":{"sub":"1"},"pin_until":"2026-11-30T12:00:00Z","later":[{}],
               "projects":[{"id":"0199d0a0-0000-7000-8000-000000000002","name":"Sample.Project","normalized_name":"sample-project"}]},
              {"id":"0199d0a0-0000-7000-8000-000000000003","revision":5,"removed":true}],"later":1}
            """);

        Assert.Equal([3L, 5L], entries.Select(entry => entry.Revision));
        Assert.Equal([false, true], entries.Select(entry => entry.Removed));
        Assert.Equal(new Dictionary<string, string?> { ["email"] = "a@example.org", ["sub"] = null }, entries[0].Fields);
        Assert.Equal(new Dictionary<string, string> { ["sub"] = "1" }, entries[0].PinnedIds);
        Assert.Equal(DateTimeOffset.Parse("2026-11-30T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture), entries[0].PinUntil);
        Assert.Equal("sample-project", Assert.Single(entries[0].Projects!).NormalizedName);
    }

    [Theory]
    [InlineData("{" + Head + "}")]
    [InlineData($$"""{{{Head}},"publishers":null}""")]
    [InlineData("{" + Head + ",\"publishers\":{}}")]
    [InlineData($$"""{{{Head}},"publishers":[null]}""")]
    [InlineData($$"""{{{Head}},"publishers":[[]]}""")]
    [InlineData($$"""{{{Head}},"publishers":[{"id":"no uuid","revision":1}]}""")]
    [InlineData($$"""{{{Head}},"publishers":[{"revision":1,"removed":true}]}""")]
    [InlineData($$"""{{{Head}},"publishers":[{"id":"0199d0a0-0000-7000-8000-000000000003","removed":true}]}""")]
    [InlineData($$"""{{{Head}},"publishers":[{"id":"0199d0a0-0000-7000-8000-000000000003","revision":5,"removed":true}""")]
    [InlineData($$"""{{{Head}},"publishers":[],""")]
    public void What_are_no_publishers_is_refused(string page)
    {
        Assert.ThrowsAny<JsonException>(() => Read(page));
    }

    private static List<FeedEntry> Read(string page)
    {
        var entries = new List<FeedEntry>();
        FeedDocument.ReadPublishers(Encoding.UTF8.GetBytes(page), entries.Add);
        return entries;
    }
}
