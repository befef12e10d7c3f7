namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>Many more refusals than mints: forged ID tokens, strangers' ID tokens and used ones, made beforehand and sent evenly.</summary>
internal static class Flood
{
    private const int Different = 60;
    private const int PerTick = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<IdToken>> PrepareAsync(AuthorityUnderLoad stack)
    {
        var idTokens = new List<IdToken>();
        for (var i = 0; i < Different; i++)
        {
            idTokens.Add(await (i % 2 == 0 ? stack.Registrations.ForgedIdTokenAsync() : stack.Registrations.StrangersIdTokenAsync()));
        }

        return idTokens;
    }

    public static async Task RunAsync(AuthorityUnderLoad stack, IReadOnlyList<IdToken> idTokens, TimeSpan time)
    {
        using var timer = new PeriodicTimer(Tick);
        var sent = new List<Task>();
        for (var tick = 0; tick < time / Tick && await timer.WaitForNextTickAsync(CancellationToken.None); tick++)
        {
            sent.AddRange(Enumerable.Range(tick * PerTick, PerTick).Select(i => stack.Client.PresentAsync(idTokens[i % Different], i % stack.Client.Replicas)));
        }

        await Task.WhenAll(sent);
    }
}
