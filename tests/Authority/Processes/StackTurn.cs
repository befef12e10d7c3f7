namespace TrustedPublishing.Authority.Processes;

/// <summary>
/// One test process at a time runs whole stacks: two of them on a machine of two cores starve each other until their exchanges answer 503,
/// and rightly so, for want of news.
/// </summary>
public static class StackTurn
{
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(500);
    private static readonly Lazy<Task<FileStream>> Turn = new(WaitAsync);

    /// <summary>Returns when it is this process's turn, which lasts until it ends, however it ends.</summary>
    public static Task TakeAsync() => Turn.Value;

    private static async Task<FileStream> WaitAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"trusted-publishing-stack-turn-{Environment.UserName}.lock");
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(BeforeRetry);
            }
        }
    }
}
