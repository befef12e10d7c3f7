using TrustedPublishing.Authority.Clients;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>
/// Publishers that are registered, used at once, and removed. One that was registered is never refused for want of news; one that
/// was removed is refused after five seconds.
/// </summary>
internal static class Comings
{
    private const int Tries = 20;
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(300);

    public static async Task RunAsync(AuthorityUnderLoad stack, string provider, CancellationToken until)
    {
        var api = stack.Authority.ManagementApi();
        var removals = new List<Task>();
        while (!until.IsCancellationRequested)
        {
            var job = Job.Of(provider, stack.Authority.Simulator());
            var (project, publisher) = await Registrations.RegisterAsync(api, job);
            var idToken = await stack.Registrations.SignAsync(job, mayBeMinted: true);
            for (var attempt = 0; attempt < Tries && await stack.Client.PresentAsync(idToken, attempt % stack.Client.Replicas) is Outcome.Unavailable; attempt++)
            {
                await Task.Delay(BeforeRetry, CancellationToken.None);
            }

            await api.RemovePublisherAsync(project, publisher);
            removals.Add(PresentLaterAsync(stack, job));
        }

        await Task.WhenAll(removals);
    }

    private static async Task PresentLaterAsync(AuthorityUnderLoad stack, Job job)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None);
        var idToken = await stack.Registrations.SignAsync(job, mayBeMinted: false, "no_publisher");
        await Task.WhenAll(Enumerable.Range(0, stack.Client.Replicas).Select(replica => stack.Client.PresentAsync(idToken, replica)));
    }
}
