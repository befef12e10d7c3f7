using TrustedPublishing.Authority.Clients;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>Every provider rotates its keys over and over, with and without keeping the old ones.</summary>
internal static class Rotations
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);

    public static async Task RunAsync(AuthorityUnderLoad stack, CancellationToken until)
    {
        for (var turn = 0; !until.IsCancellationRequested; turn++)
        {
            await stack.RotateAsync(Job.Providers[turn % Job.Providers.Count], keep: turn % 2 == 0);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
