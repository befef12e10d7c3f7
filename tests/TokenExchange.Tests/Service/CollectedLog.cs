using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>Everything that the service logged, exceptions included.</summary>
internal sealed class CollectedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Text)> lines = new();

    public string All => string.Join('\n', lines.Select(line => line.Text));

    public IReadOnlyList<string> Of(string category) => [.. lines.Where(line => line.Category.EndsWith(category, StringComparison.Ordinal)).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<(string, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((category, $"{logLevel}: {formatter(state, exception)} {exception}"));
    }
}
