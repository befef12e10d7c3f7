using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace TrustedPublishing.CiSimulator.GitHubRequests;

/// <summary>
/// GitHub jobs that may ask for ID tokens: each has a request token of its own, which says whose claims it gets.
/// A job is forgotten when <see cref="Limit"/> newer ones exist.
/// </summary>
internal sealed class RunningJobs
{
    private const int Limit = 1000;

    private readonly ConcurrentDictionary<string, JsonObject> jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();

    /// <summary>Starts a job with these claims and answers its request token.</summary>
    public string Start(JsonObject overrides)
    {
        var token = $"simulated-{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24))}";
        jobs[token] = overrides;
        order.Enqueue(token);
        while (jobs.Count > Limit && order.TryDequeue(out var oldest))
        {
            jobs.TryRemove(oldest, out _);
        }

        return token;
    }

    /// <summary>A copy of the job's claims, or null when no job has this token.</summary>
    public JsonObject? Find(string token) => jobs.TryGetValue(token, out var overrides) ? (JsonObject)overrides.DeepClone() : null;
}
