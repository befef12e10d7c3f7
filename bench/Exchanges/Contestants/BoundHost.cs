using System.Diagnostics;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Machine;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Contestants;

/// <summary>The host of <c>bench/Bound</c>, with its three paths as three contestants.</summary>
internal sealed class BoundHost : IAsyncDisposable
{
    private readonly HostProcess process;
    private readonly IdTokenForge forge;

    private BoundHost(HostProcess process, IdTokenForge forge) => (this.process, this.forge) = (process, forge);

    /// <param name="issuers">Whose ID tokens it checks.</param>
    /// <param name="audience">What they are for.</param>
    /// <param name="answerLength">Of an exchange's answer, in bytes: the bound answers as many.</param>
    public static async Task<BoundHost> StartAsync(IssuerHost issuers, string audience, int answerLength)
    {
        var process = await HostProcess.StartAsync(new ProcessStartInfo(Repository.Program("bench/Bound", "TrustedPublishing.Bench.Bound")),
        [
            ("ISSUERS", issuers.Address.ToString()),
            ("AUDIENCE", audience),
            ("ANSWER_LENGTH", $"{answerLength}"),
        ]);
        return new BoundHost(process, issuers.Forge);
    }

    public Contestant Contestant(string name) => new()
    {
        Name = name,
        Address = process.Address,
        Processes = [new ProcessGroup(name, [process.Id])],
        IsForgetful = true,
        Stock = new RequestStock(forge, CiProvider.All.Count, idToken => HttpRequests.Json(
            name == Contestants.Contestant.Bound ? "/bound" : "/decide", $$"""{"token":"{{idToken}}"}""")),
    };

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
