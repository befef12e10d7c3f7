using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.Hosting.Aspire.Tests.Engine;

/// <summary>An application inside the test process: describe, start, look, stop.</summary>
public sealed class TestApplication : IAsyncDisposable
{
    private readonly ConsoleLines _console = new();
    private DistributedApplication? _application;

    public TestApplication(bool dashboard = false, params (string Key, string Value)[] settings)
    {
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = typeof(TestApplication).Assembly.GetName().Name,
            DisableDashboard = !dashboard,
            AllowUnsecuredTransport = true,
        });
        Builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        Builder.Services.AddSingleton<ILoggerProvider>(_console);
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    /// <summary>What the operator has read so far.</summary>
    public string Console => _console.Text;

    public async Task StartAsync()
    {
        _application = Builder.Build();
        await _application.StartAsync(Cancelled);
    }

    public Task HealthyAsync(string resource) => Application.ResourceNotifications.WaitForResourceHealthyAsync(resource, Cancelled);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
        }
    }

    private sealed class ConsoleLines : ILoggerProvider, ILogger
    {
        private readonly Lock _gate = new();
        private string _text = "";

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text;
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _text += formatter(state, exception) + "\n";
            }
        }
    }
}
