using TrustedPublishing.Authority.Processes;

namespace TrustedPublishing.Authority.Services;

/// <summary>One process of a service: it can be killed, paused and started again, on the same ports and with the same settings.</summary>
public sealed class LocalService : IAsyncDisposable
{
    private const int LastLines = 60;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Health = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ServiceProgram program;
    private readonly IReadOnlyDictionary<string, string> environment;
    private ChildProcess? process;

    internal LocalService(string name, ServiceProgram program, ServiceAddresses addresses, IReadOnlyDictionary<string, string> environment, string logFolder)
    {
        Name = name;
        Address = addresses.Public;
        InternalAddress = addresses.Internal;
        LogFile = Path.Combine(logFolder, $"{name}.log");
        this.program = program;
        this.environment = environment;
    }

    /// <summary>For example <c>token-exchange-2</c>.</summary>
    public string Name { get; }

    /// <summary>Where users reach it; its own, also of a replica. Nothing listens there for JwksCache, which has only the internal one.</summary>
    public Uri Address { get; }

    public Uri InternalAddress { get; }

    /// <summary>What all its runs have written.</summary>
    public string LogFile { get; }

    /// <summary>Of the service itself; it is another one after a restart.</summary>
    public int ProcessId => Running.Id;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts the process and returns when it says that it is healthy.</summary>
    /// <exception cref="InvalidOperationException">It ended, or never became healthy; the message holds the end of its log.</exception>
    public async Task StartAsync()
    {
        process?.Dispose();
        process = ChildProcess.Start(program.File, program.Arguments, environment, LogFile);
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await IsHealthyAsync(limit.Token))
        {
            if (process.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{Name} did not become healthy. The end of its log:\n{EndOfLog()}");
            }

            await Task.Delay(PollInterval, CancellationToken.None);
        }
    }

    /// <summary>kill -9; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        await Running.SignalAsync(Signals.Kill);
        await Running.WaitForExitAsync();
    }

    /// <summary>Asks it to stop as a supervisor does (SIGTERM); one that has not ended after 20 seconds is killed.</summary>
    public async Task StopAsync()
    {
        await Running.SignalAsync(Signals.Terminate);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await Running.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    /// <summary>Kills it if it still runs, and starts it again.</summary>
    public async Task RestartAsync()
    {
        if (IsRunning)
        {
            await KillAsync();
        }

        await StartAsync();
    }

    /// <summary>Its connections stay open, and nothing answers (SIGSTOP).</summary>
    public Task PauseAsync() => Running.SignalAsync(Signals.Stop);

    public Task ResumeAsync() => Running.SignalAsync(Signals.Continue);

    /// <summary>True when it says that it can work.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await Health.GetAsync(new Uri(InternalAddress, "/health"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The last lines that it wrote.</summary>
    public string EndOfLog() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(LastLines)) : "(nothing)";

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await KillAsync();
        }

        process?.Dispose();
        process = null;
    }

    private ChildProcess Running => process ?? throw new InvalidOperationException($"{Name} was not started.");
}
