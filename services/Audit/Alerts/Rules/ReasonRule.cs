using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Alerts.Rules;

/// <summary>A refusal for a reason that honest jobs do not run into, said once in a while for each publisher (or, where none is near, each repository).</summary>
internal sealed class ReasonRule(string name, string reason, TimeSpan quietFor) : IAlertRule
{
    public string Name => name;

    public IEnumerable<Subject> Subjects(SeenEntry entry) => Read(entry) is { } message ? [Who(message)] : [];

    public IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory)
    {
        if (Read(entry) is not { } message)
        {
            return [];
        }

        var before = memory.Recall(Who(message)) ?? new Remembered();
        if (before.WasRaisedWithin(quietFor, entry.At))
        {
            return [];
        }

        memory.Keep(Who(message), (before with { RaisedAt = entry.At }).Until(entry, quietFor));
        return
        [
            new AlertRaised
            {
                Rule = Name,
                Entries = [entry.Index],
                Projects = message.Projects,
                Provider = message.Provider,
                Issuer = message.Issuer,
                PublisherId = message.NearestPublisherId,
            },
        ];
    }

    private TokenExchangeDenied? Read(SeenEntry entry) =>
        entry.As(ContractsJson.Default.TokenExchangeDenied) is { } message && string.Equals(message.Reason, reason, StringComparison.Ordinal) ? message : null;

    private Subject Who(TokenExchangeDenied message) =>
        new(Name, message.NearestPublisherId is { } publisher ? $"publisher {publisher}" : $"{message.Issuer} {Source.Of(message.Claims).Repository}");
}
