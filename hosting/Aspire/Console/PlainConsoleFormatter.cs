using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace TrustedPublishing.Hosting.Console;

/// <summary>Writes messages as they are, with a word in front of what is no information.</summary>
internal sealed class PlainConsoleFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var prefix = logEntry.LogLevel switch
        {
            LogLevel.Critical or LogLevel.Error => "ERROR: ",
            LogLevel.Warning => "Warning: ",
            _ => "",
        };
        textWriter.WriteLine(prefix + logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }
}
