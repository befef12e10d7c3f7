using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Tests.Cache;

public sealed class CacheFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CacheFolder cache;

    public CacheFolderTests() => cache = new CacheFolder(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_entry_has_its_name_only_when_everything_is_in_it()
    {
        var existedWhileFilling = true;

        var path = await FetchAsync("server-1.0", async (target, cancellationToken) =>
        {
            existedWhileFilling = Directory.Exists(target.FinalFolder);
            await File.WriteAllTextAsync(Path.Combine(target.Folder, "program"), target.FinalFolder, cancellationToken);
        });

        Assert.False(existedWhileFilling);
        Assert.Equal(folder.File("server-1.0"), path);
        Assert.Equal(path, await File.ReadAllTextAsync(Path.Combine(path, "program"), TestContext.Current.CancellationToken));
        Assert.True(cache.Holds("server-1.0"));
    }

    [Fact]
    public async Task A_second_start_fetches_nothing_and_says_nothing()
    {
        await FetchAsync("server-1.0", (_, _) => Task.CompletedTask);
        var said = new List<string>();

        var path = await cache.GetOrFetchAsync("server-1.0", (_, _) => throw new InvalidOperationException("fetched twice"), said.Add, TestContext.Current.CancellationToken);

        Assert.Equal(folder.File("server-1.0"), path);
        Assert.Empty(said);
    }

    [Fact]
    public async Task A_fetch_that_fails_leaves_no_entry()
    {
        await Assert.ThrowsAsync<PrerequisiteException>(() => FetchAsync("server-1.0", async (target, cancellationToken) =>
        {
            await File.WriteAllTextAsync(Path.Combine(target.Folder, "half"), "", cancellationToken);
            throw new PrerequisiteException("no network");
        }));

        Assert.False(cache.Holds("server-1.0"));
        Assert.Empty(Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_finished_never_counts()
    {
        var left = Directory.CreateDirectory(folder.File("server-1.0.partial"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "half"), "", TestContext.Current.CancellationToken);

        var path = await FetchAsync("server-1.0", (target, cancellationToken) => File.WriteAllTextAsync(Path.Combine(target.Folder, "whole"), "", cancellationToken));

        Assert.Equal([Path.Combine(path, "whole")], Directory.GetFiles(path));
    }

    [Fact]
    public async Task Only_one_of_many_fetches_while_the_others_wait()
    {
        var fetches = 0;
        var waiting = 0;

        var paths = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => new CacheFolder(folder.Path).GetOrFetchAsync(
            "server-1.0",
            async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref fetches);
                await Task.Delay(500, cancellationToken);
            },
            _ => Interlocked.Increment(ref waiting),
            TestContext.Current.CancellationToken))));

        Assert.Equal(1, fetches);
        Assert.Equal(4, waiting);
        Assert.Equal([folder.File("server-1.0")], paths.Distinct());
    }

    [Fact]
    public async Task A_waiting_process_takes_over_when_the_first_one_fails()
    {
        var started = new TaskCompletionSource();
        var fail = new TaskCompletionSource();
        var first = FetchAsync("server-1.0", async (_, _) =>
        {
            started.SetResult();
            await fail.Task;
            throw new PrerequisiteException("no network");
        });
        await started.Task;
        var second = FetchAsync("server-1.0", (_, _) => Task.CompletedTask);

        fail.SetResult();

        await Assert.ThrowsAsync<PrerequisiteException>(() => first);
        Assert.Equal(folder.File("server-1.0"), await second);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_says_how_to_choose_another()
    {
        await File.WriteAllTextAsync(folder.File("a-file"), "", TestContext.Current.CancellationToken);
        var blocked = new CacheFolder(folder.File("a-file"));

        var refusal = await Assert.ThrowsAsync<PrerequisiteException>(
            () => blocked.GetOrFetchAsync("server-1.0", (_, _) => Task.CompletedTask, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("Stack:CacheFolder", refusal.Message, StringComparison.Ordinal);
    }

    private Task<string> FetchAsync(string name, Func<FetchTarget, CancellationToken, Task> fetch) =>
        cache.GetOrFetchAsync(name, fetch, _ => { }, TestContext.Current.CancellationToken);
}
