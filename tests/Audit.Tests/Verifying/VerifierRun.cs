using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.AuditVerifier;

namespace TrustedPublishing.Audit.Tests.Verifying;

/// <summary>A run of the verifier: how it ended and what it said.</summary>
internal sealed record VerifierRun(int ExitCode, string Output)
{
    /// <summary>The codes of what it found wrong, each once, in alphabetical order.</summary>
    public string Codes => string.Join(' ', Output.Split('\n')
        .Where(line => line.StartsWith("WRONG", StringComparison.Ordinal))
        .Select(line => line["WRONG    ".Length..line.IndexOf(':', StringComparison.Ordinal)])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal));

    public static async Task<VerifierRun> OfAsync(VerifierOptions options)
    {
        await using var output = new StringWriter();
        var code = await new Verifier(options, output, _ => new Counter(_ => { })).RunAsync(TestContext.Current.CancellationToken);
        return new VerifierRun(code, output.ToString());
    }

    /// <summary>As an auditor would run it.</summary>
    public static VerifierOptions Of(AuditService service, string state) => new()
    {
        Log = new Uri(service.Address, "/log").AbsoluteUri,
        State = state,
        Token = AuditService.Token,
    };
}
