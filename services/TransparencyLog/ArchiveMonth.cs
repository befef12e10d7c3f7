using System.Globalization;

namespace TrustedPublishing.TransparencyLog;

/// <summary>A calendar month in UTC that a log has a file for, for example <c>2026-10.zip</c>.</summary>
/// <param name="Year">2000 to 2999.</param>
/// <param name="Number">1 to 12.</param>
public readonly record struct ArchiveMonth(int Year, int Number)
{
    private const string Format = "yyyy-MM'.zip'";

    /// <summary>All its files, as a pattern: what it finds may still be none.</summary>
    public const string Pattern = "????-??.zip";

    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{this}.zip");

    public ArchiveMonth Next => Number == 12 ? new ArchiveMonth(Year + 1, 1) : new ArchiveMonth(Year, Number + 1);

    /// <summary>The first moment that is not in it any more.</summary>
    public DateTimeOffset End => new(Next.Year, Next.Number, 1, 0, 0, 0, TimeSpan.Zero);

    public static ArchiveMonth Of(DateTimeOffset moment) => new(moment.UtcDateTime.Year, moment.UtcDateTime.Month);

    public static bool TryParse(string fileName, out ArchiveMonth month)
    {
        month = DateTime.TryParseExact(fileName, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new ArchiveMonth(day.Year, day.Month) : default;
        return month.Year is >= 2000 and < 3000 && string.Equals(month.FileName, fileName, StringComparison.Ordinal);
    }

    public bool IsAfter(ArchiveMonth other) => (Year, Number).CompareTo((other.Year, other.Number)) > 0;

    /// <summary>Without the file's ending: <c>2026-10</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Number:D2}");
}
