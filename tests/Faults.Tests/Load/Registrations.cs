using TrustedPublishing.Authority;
using TrustedPublishing.Authority.Clients;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>The jobs that the load runs, each with a trusted publisher of a project of its own.</summary>
internal sealed class Registrations
{
    private const int JobsPerProvider = 3;

    private readonly Simulator simulator;
    private readonly IReadOnlyList<Job> jobs;
    private readonly IReadOnlyList<Job> strangers;

    private Registrations(Simulator simulator, IReadOnlyList<Job> jobs)
    {
        this.simulator = simulator;
        this.jobs = jobs;
        strangers = [.. Job.Providers.Select(provider => Job.Of(provider, simulator))];
    }

    public static async Task<Registrations> CreateAsync(LocalAuthority authority)
    {
        var simulator = authority.Simulator();
        var jobs = Enumerable.Range(0, JobsPerProvider).SelectMany(_ => Job.Providers.Select(provider => Job.Of(provider, simulator))).ToList();
        foreach (var job in jobs)
        {
            await RegisterAsync(authority.ManagementApi(), job);
        }

        return new Registrations(simulator, jobs);
    }

    /// <returns>The project and the publisher.</returns>
    public static async Task<(string Project, Guid Publisher)> RegisterAsync(ManagementApi api, Job job)
    {
        var project = $"sample-{Guid.NewGuid():N}";
        await api.CreateProjectAsync(project);
        return (project, await api.RegisterPublisherAsync(project, job.Registration));
    }

    public Task<IdToken> GoodIdTokenAsync() => SignAsync(Any(jobs), mayBeMinted: true);

    public Task<IdToken> GoodIdTokenAsync(string provider) => SignAsync(Any([.. jobs.Where(job => job.Provider == provider)]), mayBeMinted: true);

    /// <summary>A good signature of a job that nobody registered.</summary>
    public Task<IdToken> StrangersIdTokenAsync() => SignAsync(Any(strangers), mayBeMinted: false, "no_publisher");

    /// <summary>What proves nothing about anybody: another's signature, an issuer that is not trusted, no ID token at all.</summary>
    public async Task<IdToken> ForgedIdTokenAsync()
    {
        switch (Random.Shared.Next(3))
        {
            case 0:
                var (first, second) = (await GoodIdTokenAsync(), await GoodIdTokenAsync());
                var text = $"{first.Text[..first.Text.LastIndexOf('.')]}{second.Text[second.Text.LastIndexOf('.')..]}";
                return new IdToken(text, new IdTokenFacts(first.Facts.Provider, mayBeMinted: false, "bad_signature"));
            case 1:
                return await SignAsync(Any(jobs).With(("iss", "https://issuer.example")), mayBeMinted: false, "unknown_issuer");
            default:
                return new IdToken($"{Guid.NewGuid():N}.{Guid.NewGuid():N}.x", new IdTokenFacts("", mayBeMinted: false, "malformed_id_token"));
        }
    }

    public async Task<IdToken> SignAsync(Job job, bool mayBeMinted, params string[] refusals)
    {
        var facts = new IdTokenFacts(job.Provider, mayBeMinted, refusals);
        // Google's have no jti: two of one second would be one and the same.
        return new IdToken(await job.With(("nonce", $"{Guid.NewGuid():N}")).IdTokenAsync(simulator), facts);
    }

    private static Job Any(IReadOnlyList<Job> of) => of[Random.Shared.Next(of.Count)];
}
