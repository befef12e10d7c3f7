using System.Globalization;
using System.Text.Json;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>
/// Each producer numbers its records 1, 2, 3 …, and the log says itself where numbers were missing or came twice (docs/audit-log.md, "Findings").
/// What numbers do that the log does not say was done to the log: an entry was removed, moved or put in.
/// </summary>
internal sealed class ProducerNumbers(FindingList findings)
{
    private const string Audit = "audit";

    private readonly Dictionary<string, Producer> producers = new(StringComparer.Ordinal);
    private bool hasHoles;

    public int Producers => producers.Count;

    public void Add(long index, ReadOnlyMemory<byte> entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry);
            var root = document.RootElement;
            var (producer, type) = (root.GetProperty("producer").GetString()!, root.GetProperty("type").GetString());
            if (producer == Audit)
            {
                AddFinding(index, type, root.GetProperty("body"));
            }

            Of(producer).Take(root.GetProperty("sequence").GetInt64(), index, findings);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            findings.Add(Finding.Malformed(index));
        }
    }

    /// <summary>Entries cannot be read here. That is said elsewhere, and whatever numbers they have are not missed.</summary>
    public void SkipHole()
    {
        hasHoles = true;
        foreach (var producer in producers.Values)
        {
            producer.IsAfterHole = true;
        }
    }

    /// <summary>Says which numbers never came.</summary>
    public void End()
    {
        foreach (var lost in producers.Values.SelectMany(producer => producer.Lost()))
        {
            findings.Add(lost);
        }
    }

    private void AddFinding(long index, string? type, JsonElement body)
    {
        switch (type)
        {
            case "ProducerSequenceGap":
                Of(body).Announce(body.GetProperty("first_missing").GetInt64(), body.GetProperty("last_missing").GetInt64(), index);
                break;
            case "ProducerSequenceRepeated":
                Of(body).Repeats = body.GetProperty("repeated_sequence").GetInt64();
                break;
            case "RecordUnreadable" when long.TryParse(body.GetProperty("unreadable_sequence").GetString(), CultureInfo.InvariantCulture, out var number) && IsNumber(number):
                Of(body).Take(number, index, findings);
                break;
        }
    }

    private Producer Of(JsonElement finding) => Of(finding.GetProperty("of").GetString()!);

    private Producer Of(string name) => producers.TryGetValue(name, out var known) ? known : producers[name] = new Producer(name) { IsAfterHole = hasHoles };

    /// <summary>1 to 2⁵³ − 1; what a producer sends beyond is no number, and the log says so.</summary>
    private static bool IsNumber(long number) => number is >= 1 and <= 9_007_199_254_740_991;

    private sealed class Producer(string name)
    {
        private readonly List<Missing> missing = [];
        private long highest;
        private long highestAt;

        /// <summary>The next numbers may have been lost with entries that cannot be read.</summary>
        public bool IsAfterHole { get; set; }

        /// <summary>The number that the log says comes again in the next record.</summary>
        public long? Repeats { get; set; }

        /// <summary>The log says that these numbers did not come, or not yet.</summary>
        public void Announce(long first, long last, long index)
        {
            Skip(first - 1, index);
            if (last > highest)
            {
                missing.Add(new Missing(highest + 1, last, index, IsAnnounced: true));
                highest = last;
            }
        }

        public void Take(long number, long index, FindingList findings)
        {
            if (number > highest)
            {
                Skip(number - 1, index);
                (highest, highestAt) = (number, index);
            }
            else if (missing.Find(range => range.First <= number && number <= range.Last) is { } range)
            {
                Fill(range, number);
                if (!range.IsAnnounced)
                {
                    findings.Add(Finding.OutOfOrder(name, number, index, highestAt));
                }
            }
            else if (Repeats == number)
            {
                Repeats = null;
            }
            else
            {
                findings.Add(Finding.Twice(name, number, index));
            }
        }

        public IEnumerable<Finding> Lost() => missing.Where(range => !range.IsAnnounced).Select(range => Finding.NumbersMissing(name, range.First, range.Last, range.Before));

        /// <summary>Goes on after a number, and remembers which ones did not come.</summary>
        private void Skip(long to, long index)
        {
            if (to > highest)
            {
                missing.Add(new Missing(highest + 1, to, index, IsAnnounced: IsAfterHole));
                highest = to;
            }

            IsAfterHole = false;
        }

        private void Fill(Missing range, long number)
        {
            missing.Remove(range);
            missing.AddRange(new[] { range with { Last = number - 1 }, range with { First = number + 1 } }.Where(rest => rest.First <= rest.Last));
        }
    }

    private sealed record Missing(long First, long Last, long Before, bool IsAnnounced);
}
