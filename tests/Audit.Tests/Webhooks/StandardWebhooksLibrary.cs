using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Hosting.Cache;

[assembly: AssemblyFixture(typeof(TrustedPublishing.Audit.Tests.Webhooks.StandardWebhooksLibrary))]

namespace TrustedPublishing.Audit.Tests.Webhooks;

/// <summary>
/// The npm package <c>standardwebhooks</c> (MIT), by the authors of the specification, with the two packages that it needs, run by
/// <c>verify-webhook.js</c> beside this file.
/// </summary>
public sealed class StandardWebhooksLibrary : IDisposable
{
    private const string Version = "1.1.1";

    private static readonly NpmPackage[] Packages =
    [
        new("standardwebhooks", Version, "sha512-bCbX9ZEyFkWPsRz7Bl3NuQUJohmwGSev/yhr7vhaGPlc4AfIrspIRa6cPTBuI1ItmrTDJ4d/S2hCsfe4+vQGnQ=="),
        new("@stablelib/base64", "1.0.1", "sha512-1bnPQqSxSuc3Ii6MhBysoWCg58j97aUjuCSZrGSmDxNqtytIi0k8utUenAwTZN4V5mXXYGsVUI9zeBqy+jBOSQ=="),
        new("fast-sha256", "1.3.0", "sha512-n11RGP/lrWEFI/bWdygLxhI+pVeo1ZYIVwvvPkW7azl/rOy+F3HYRZ2K5zeE9mmkhQppyv9sQFx0JM9UabnpPQ=="),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("standardwebhooks-").FullName;
    private readonly Lazy<Task<string>> modules = new(FetchAsync);

    /// <summary>Has the library verify each delivery with its secret.</summary>
    /// <returns>For each: <c>accepted</c> and the event's id, or the library's error.</returns>
    internal async Task<IReadOnlyList<string>> VerifyAsync(params IEnumerable<(WebhookReceiver.Received Delivery, string Secret)> attempts)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        var wanted = attempts.Select(one => (JsonNode)new JsonObject
        {
            ["secret"] = one.Secret,
            ["body"] = one.Delivery.Text,
            ["headers"] = new JsonObject
            {
                ["webhook-id"] = one.Delivery.Id,
                ["webhook-timestamp"] = one.Delivery.Timestamp,
                ["webhook-signature"] = one.Delivery.Signature,
            },
        });
        await File.WriteAllTextAsync(file, new JsonArray([.. wanted]).ToJsonString());
        var node = ExternalProgram.Find("node") ?? throw new PrerequisiteException("node was not found. Install Node.js 20 or later with npm.");
        var printed = await ExternalProgram.RunAsync(
            new ProgramCall(node, [Path.Combine(AppContext.BaseDirectory, "verify-webhook.js"), file])
            {
                Environment = new Dictionary<string, string> { ["NODE_PATH"] = await modules.Value },
            },
            TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<string[]>(printed)!;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <returns>The folder <c>node_modules</c> with all of them.</returns>
    private static async Task<string> FetchAsync()
    {
        var root = await StackFolders.Cache().GetOrFetchAsync($"standardwebhooks-{Version}", async (target, cancellationToken) =>
        {
            foreach (var package in Packages)
            {
                await package.UnpackIntoAsync(target.Folder, cancellationToken);
                var place = Path.Combine(target.Folder, "node_modules", package.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                Directory.Move(Path.Combine(target.Folder, "package"), place);
            }
        }, Console.WriteLine, CancellationToken.None);
        return Path.Combine(root, "node_modules");
    }
}
