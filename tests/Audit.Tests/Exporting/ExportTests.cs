using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents.SystemTextJson;
using TrustedPublishing.Audit.Tests.Reading;

namespace TrustedPublishing.Audit.Tests.Exporting;

public sealed class ExportTests(SeededLog log) : IClassFixture<SeededLog>
{
    [Theory]
    [InlineData("", "0 1 2 3 4 5 6 7 8 9", "audit-beginning-now.ndjson")]
    [InlineData("format=ndjson&after=6", "7 8 9", "audit-beginning-now.ndjson")]
    [InlineData("decision=refused&reason=replayed", "9", "audit-beginning-now.ndjson")]
    [InlineData("from=2026-11-23T12:00:02Z&to=2026-11-23T13:00:04%2B01:00", "2 3", "audit-20261123T120002Z-20261123T120004Z.ndjson")]
    [InlineData("project=unheard", "", "audit-beginning-now.ndjson")]
    public async Task Entries_are_lines_and_the_last_line_says_how_many(string query, string expected, string file)
    {
        using var response = await log.Service.Auditor.GetAsync($"/api/export?{query}", Cancel);

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.ToString());
        Assert.Equal($"attachment; filename=\"{file}\"", response.Content.Headers.ContentDisposition?.ToString());
        var lines = await LinesAsync(response);
        Assert.Equal(expected, string.Join(' ', lines.SkipLast(1).Select(line => (long)line["index"]!)));
        foreach (var line in lines.SkipLast(1))
        {
            Assert.True(JsonNode.DeepEquals(await log.Service.GetAsync($"/api/entries/{line["index"]}"), line));
        }
        var last = expected.Length == 0 ? "null" : expected.Split(' ')[^1];
        Assert.Equal($$$"""{"export":{"entries":{{{lines.Count - 1}}},"last":{{{last}}},"head":9}}""", lines[^1].ToJsonString());
    }

    [Fact]
    public async Task Every_line_of_CloudEvents_is_one_also_the_last()
    {
        using var response = await log.Service.Auditor.GetAsync("/api/export?format=cloudevents&decision=granted&from=2026-11-23", Cancel);

        Assert.Equal("attachment; filename=\"audit-20261123T000000Z-now.cloudevents.ndjson\"", response.Content.Headers.ContentDisposition?.ToString());
        var lines = await LinesAsync(response);
        var events = lines.Select(line => new JsonEventFormatter().DecodeStructuredModeMessage(
            Encoding.UTF8.GetBytes(line.ToJsonString()), new ContentType("application/cloudevents+json"), null)).ToList();
        Assert.All(events, one => Assert.True(one.IsValid));
        Assert.Equal(["token-exchange.token-minted", "audit.export-completed"], events.Select(one => one.Type!).Distinct());
        Assert.Equal("""{"entries":6,"last":7,"head":9}""", lines[^1]["data"]!.ToJsonString());
        Assert.Equal(lines[0]["source"]!.ToJsonString(), lines[^1]["source"]!.ToJsonString());
    }

    [Fact]
    public async Task Every_line_of_OCSF_is_an_event_also_the_last()
    {
        using var response = await log.Service.Auditor.GetAsync("/api/export?format=ocsf&after=1", Cancel);

        Assert.Equal("attachment; filename=\"audit-beginning-now.ocsf.ndjson\"", response.Content.Headers.ContentDisposition?.ToString());
        var lines = await LinesAsync(response);
        Assert.Equal([3002, 3002, 3002, 3002, 3002, 3002, 3002, 3002, 6003], lines.Select(line => (int)line["class_uid"]!));
        Assert.Equal((1795435208000, "Failure", "workflow_mismatch"), ((long)lines[6]["time"]!, (string)lines[6]["status"]!, (string)lines[6]["status_code"]!));
        Assert.Equal("GitHub octo-org/sampleproject release.yml", (string)lines[0]["user"]!["name"]!);
        var last = lines[^1].AsObject();
        Assert.InRange((long)last["time"]!, DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeMilliseconds());
        last.Remove("time");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"class_uid":6003,"category_uid":6,"activity_id":2,"type_uid":600302,"severity_id":1,"status_id":1,"status":"Success",
             "actor":{"user":{"name":"audit","type_id":3,"type":"System"}},"api":{"operation":"ExportCompleted","service":{"name":"audit"}},"src_endpoint":{"svc_name":"audit"},
             "message":"Export of 8 entries completed",
             "metadata":{"version":"1.2.0","product":{"name":"Trusted Publishing","vendor_name":"Trusted Publishing","version":"0.1.0"},"log_name":"audit.example.org/log","event_code":"ExportCompleted"},
             "unmapped":{"export":{"entries":8,"last":9,"head":9}}}
            """), last), last.ToJsonString());
    }

    [Theory]
    [InlineData("format=xml")]
    [InlineData("format=entries")]
    [InlineData("limit=3")]
    [InlineData("order=newest")]
    [InlineData("after=x")]
    [InlineData("reason=No%20Code")]
    public async Task A_mistake_is_refused_before_anything_is_sent(string query)
    {
        using var response = await log.Service.Auditor.GetAsync($"/api/export?{query}", Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<List<JsonNode>> LinesAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)];
    }
}
