using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Hosting.Cache;

[assembly: AssemblyFixture(typeof(TrustedPublishing.Audit.Tests.Verifying.GoTlog))]

namespace TrustedPublishing.Audit.Tests.Verifying;

/// <summary>Programs around Go's own packages <c>sumdb/tlog</c> and <c>sumdb/note</c>, made with Debian's Go from <c>check.go</c> and <c>witness.go</c> beside this file.</summary>
public sealed class GoTlog : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("go-tlog-").FullName;
    private readonly Lazy<Task<string>> check;
    private readonly Lazy<Task<string>> witness;

    public GoTlog() => (check, witness) = (new(() => BuildAsync("check")), new(() => BuildAsync("witness")));

    /// <summary>The program of <c>witness.go</c>.</summary>
    internal Task<string> WitnessAsync() => witness.Value;

    /// <returns>What the program printed.</returns>
    /// <exception cref="ProgramFailedException">It did not find the log to be in order.</exception>
    internal async Task<string> CheckAsync(AuditService service, string key, string earlierCheckpoint)
    {
        var earlier = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(earlier, earlierCheckpoint);
        return await ExternalProgram.RunAsync(
            new ProgramCall(await check.Value, [new Uri(service.Address, "/log").AbsoluteUri, key, earlier])
            {
                Environment = new Dictionary<string, string> { ["AUDITOR_TOKEN"] = AuditService.Token },
            },
            TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<string> BuildAsync(string name)
    {
        var root = await new DebianPackages(StackFolders.Cache(), Console.WriteLine)
            .FetchAsync("golang-go", ["golang-golang-x-mod-dev"], finish: null, CancellationToken.None);
        var file = Path.Combine(folder, name);
        await ExternalProgram.RunAsync(
            new ProgramCall(Path.Combine(root, "usr/bin/go"), ["build", "-o", file, Path.Combine(AppContext.BaseDirectory, $"{name}.go")])
            {
                Environment = new Dictionary<string, string>
                {
                    // Packages lie where Debian puts them, without modules; nothing is fetched and nothing is written elsewhere.
                    ["GO111MODULE"] = "off",
                    ["GOPATH"] = Path.Combine(root, "usr/share/gocode"),
                    ["GOCACHE"] = Path.Combine(folder, "cache"),
                    // As Debian compiled Go's own library: then it need not be compiled again. No C compiler is needed.
                    ["CGO_ENABLED"] = "1",
                },
            },
            CancellationToken.None);
        return file;
    }
}
