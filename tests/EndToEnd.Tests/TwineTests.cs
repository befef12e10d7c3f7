using System.IO.Compression;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.EndToEnd.Tests.Stack;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.EndToEnd.Tests;

/// <summary>Debian's twine uploads with a minted token to a registry that checks it by introspection.</summary>
public sealed class TwineTests(RunningAuthority stack) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("twine-").FullName;

    [Fact]
    public async Task Twine_uploads_with_a_minted_token()
    {
        var project = await RegisterAsync(out var job);
        var token = (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Token();
        await using var registry = await TestRegistry.StartAsync(stack.Exchange);

        await UploadAsync(registry, Wheel(project), token);

        Assert.Equal([$"{project}-1.0-py3-none-any.whl"], registry.Files);
    }

    [Fact]
    public async Task Twine_is_refused_for_another_project_and_with_a_tampered_token()
    {
        await RegisterAsync(out var job);
        var token = (await stack.Exchange.MintAsync(await job.IdTokenAsync(stack.Simulator))).Token();
        await using var registry = await TestRegistry.StartAsync(stack.Exchange);

        var another = await Assert.ThrowsAsync<ProgramFailedException>(() => UploadAsync(registry, Wheel("somebody_elses"), token));
        var tampered = await Assert.ThrowsAsync<ProgramFailedException>(() => UploadAsync(registry, Wheel("sample"), token[..^6] + "AAAAAA"));

        Assert.Contains("403", another.Message, StringComparison.Ordinal);
        Assert.Contains("403", tampered.Message, StringComparison.Ordinal);
        Assert.Empty(registry.Files);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<string> RegisterAsync(out Job job)
    {
        var registered = job = Job.Of("github", stack.Simulator);
        var project = $"sample_{Guid.NewGuid():N}";
        return Register();

        async Task<string> Register()
        {
            await stack.Console.CreateProjectAsync(project);
            await stack.Console.RegisterPublisherAsync(project, registered.Registration);
            return project;
        }
    }

    private async Task UploadAsync(TestRegistry registry, string wheel, string token)
    {
        var twine = await DebianPrograms.FetchAsync(StackFolders.Cache(), "twine", Console.WriteLine, CancellationToken.None);
        await ExternalProgram.RunAsync(twine with
        {
            Arguments = [.. twine.Arguments, "upload", "--non-interactive", "--disable-progress-bar", "--repository-url", registry.UploadAddress.AbsoluteUri, wheel],
            Environment = new Dictionary<string, string>(twine.Environment) { ["TWINE_USERNAME"] = "__token__", ["TWINE_PASSWORD"] = token, ["HOME"] = folder },
        }, CancellationToken.None);
    }

    /// <summary>The smallest wheel that twine accepts (PEP 427).</summary>
    private string Wheel(string project)
    {
        var path = Path.Combine(folder, $"{project}-1.0-py3-none-any.whl");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write($"{project}-1.0.dist-info/METADATA", $"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0\n");
        Write($"{project}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        Write($"{project}-1.0.dist-info/RECORD", "");
        return path;

        void Write(string name, string content)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(content);
        }
    }
}
