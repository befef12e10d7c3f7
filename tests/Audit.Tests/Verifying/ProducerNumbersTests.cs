using System.Text;
using TrustedPublishing.AuditVerifier.Checks;

namespace TrustedPublishing.Audit.Tests.Verifying;

public sealed class ProducerNumbersTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "p1 p2 q1 p3 q2", "" },
        { "p1 p3", "entry_missing: Before entry 1 something is missing: number 2 of p are nowhere in the log, and it reports no gap." },
        { "p4 q1", "entry_missing: Before entry 0 something is missing: numbers 1 to 3 of p are nowhere in the log, and it reports no gap." },
        { "p1 gap:p:2-3 p4", "" },
        { "p1 gap:p:2-3 p4 p2 p3", "" },
        { "p1 gap:p:2-3 p4 p2 p2", "entry_inserted: Entry 4 was inserted: number 2 of p stands in the log before, and no finding reports that it came twice." },
        { "gap:p:1-5 p6 p3 p1 p5", "" },
        { "p1 p2 p2", "entry_inserted: Entry 2 was inserted: number 2 of p stands in the log before, and no finding reports that it came twice." },
        { "p1 p2 twice:p:2 p2", "" },
        { "p1 p2 twice:p:1 p2", "entry_inserted: Entry 3 was inserted: number 2 of p stands in the log before, and no finding reports that it came twice." },
        { "p1 p2 twice:p:2 p2 p2", "entry_inserted: Entry 4 was inserted: number 2 of p stands in the log before, and no finding reports that it came twice." },
        { "p1 p3 p2", "entry_moved: Entry 2 stands in the wrong place: number 2 of p comes after entry 1, which has a later number." },
        { "p1 unreadable:p:2 p3", "" },
        { "p1 unreadable:p:0 p2", "" },
        { "p1 unreadable:p:9223372036854775807 p2", "" },
        { "p1 unreadable:p:99999999999999999999 p2", "" },
        { "p1 hole p5 p6", "" },
        { "hole p5 q2 p6", "" },
        { "p1 hole p5 p7", "entry_missing: Before entry 3 something is missing: number 6 of p are nowhere in the log, and it reports no gap." },
        // The gap's own finding was taken as well, which the log's own numbers show.
        { "audit1 audit3", "entry_missing: Before entry 1 something is missing: number 2 of audit are nowhere in the log, and it reports no gap." },
        // Somebody explains a removal with a gap that begins elsewhere.
        { "p1 gap:p:3-3 p4", "entry_missing: Before entry 1 something is missing: number 2 of p are nowhere in the log, and it reports no gap." },
        { "nonsense", "entry_malformed: Entry 0 is not what this version of the verifier knows as an entry." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_that_the_log_does_not_explain_are_findings(string entries, string finding)
    {
        var findings = new FindingList();
        var numbers = new ProducerNumbers(findings);
        var audit = 0;

        foreach (var (entry, index) in entries.Split(' ').Select((entry, index) => (entry, index)))
        {
            if (entry == "hole")
            {
                numbers.SkipHole();
            }
            else
            {
                numbers.Add(index, Encoding.UTF8.GetBytes(Entry(entry, ref audit)));
            }
        }

        numbers.End();

        Assert.Equal(finding, string.Join('\n', findings.All().Select(found => $"{found.Code}: {found.Message}")));
    }

    [Fact]
    public void Of_many_findings_the_first_are_named_and_the_others_counted()
    {
        var findings = new FindingList();
        for (var i = 0; i < 1000; i++)
        {
            findings.Add(Finding.EntryChanged(i));
        }

        Assert.Equal(11, findings.All().Count);
        Assert.Equal(new Finding("entry_changed", "And 990 more of this kind."), findings.All()[^1]);
    }

    private static string Entry(string text, ref int audit) => text.Split(':') switch
    {
        ["gap", var of, var range] => Audit("ProducerSequenceGap", $$"""{"of":"{{of}}","first_missing":{{range.Split('-')[0]}},"last_missing":{{range.Split('-')[1]}}}""", ref audit),
        ["twice", var of, var number] => Audit("ProducerSequenceRepeated", $$"""{"of":"{{of}}","repeated_sequence":{{number}}}""", ref audit),
        ["unreadable", var of, var number] => Audit("RecordUnreadable", $$"""{"of":"{{of}}","unreadable_sequence":"{{number}}"}""", ref audit),
        [var numbered] when char.IsAsciiDigit(numbered[^1]) => Of(numbered.TrimEnd("0123456789".ToCharArray()), "TokenMinted", numbered.TrimStart("adiptqu".ToCharArray()), "{}"),
        _ => text,
    };

    private static string Audit(string type, string body, ref int audit) => Of("audit", type, $"{++audit}", body);

    private static string Of(string producer, string type, string sequence, string body) =>
        $$"""{"body":{{body}},"producer":"{{producer}}","sequence":{{sequence}},"type":"{{type}}","version":1}""";
}
