using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace TrustedPublishing.ServiceDefaults.Tests.Documentation;

/// <summary>A page that says which test shows something must name one that exists.</summary>
public sealed partial class NamedTestsTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    public static TheoryData<string> Pages() =>
        [.. Directory.GetFiles(Path.Combine(Repository, "docs"), "*.md", SearchOption.AllDirectories).Select(page => Path.GetRelativePath(Repository, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_test_that_a_page_names_exists(string page)
    {
        var named = NamedTest().Matches(File.ReadAllText(Path.Combine(Repository, page)))
            .Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value));

        Assert.All(named, test => Assert.Contains(test, Existing.Value));
    }

    [Fact]
    public void The_sources_of_all_tests_were_read() => Assert.True(Existing.Value.Count > 500);

    /// <summary>Read from the sources, because no one assembly has all tests.</summary>
    private static readonly Lazy<HashSet<(string Class, string Method)>> Existing = new(() =>
    [
        .. Directory.GetDirectories(Path.Combine(Repository, "tests"), "*.Tests")
            .SelectMany(project => Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText)
            .SelectMany(source => Class().Match(source) is { Success: true } type
                ? Method().Matches(source).Select(method => (type.Groups["class"].Value, method.Groups["method"].Value))
                : []),
    ]);

    [GeneratedRegex(@"`(?<class>[A-Z]\w*(Tests|Cases))\.(?<method>[A-Z]\w*)`", RegexOptions.NonBacktracking)]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"class (?<class>[A-Z]\w*(Tests|Cases))\b")]
    private static partial Regex Class();

    // Rows of a table and comments stand between the attribute and its method.
    [GeneratedRegex(@"\[(Fact|Theory|Property)\b[^\r\n]*\r?\n([^\r\n]*\r?\n)*?\s*(public|internal) (async )?\w+ (?<method>[A-Z]\w*)\(")]
    private static partial Regex Method();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
