namespace Aspire.Hosting;

/// <summary>What the AppHost was started for. Local hosting only runs; it does not publish.</summary>
public class DistributedApplicationExecutionContext
{
    private IServiceProvider? _serviceProvider;

    internal DistributedApplicationExecutionContext()
    {
    }

    public bool IsRunMode { get; } = true;

    public bool IsPublishMode { get; }

    public IServiceProvider ServiceProvider
    {
        get => _serviceProvider ?? throw new InvalidOperationException("Services are available once the application is built.");
        internal set => _serviceProvider = value;
    }
}
