using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Alerts.Rules;

/// <summary>
/// <c>new_source</c>: a project that was published before is published from another repository, or from another ref of a known one. The very first
/// publish of a project is none: all of it is new.
/// </summary>
internal sealed class NewSourceRule : IAlertRule
{
    public string Name => "new_source";

    public IEnumerable<Subject> Subjects(SeenEntry entry) => entry.As(ContractsJson.Default.TokenMinted) is { } message
        ? message.Projects.SelectMany(project => About(message, project)).Distinct()
        : [];

    public IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory)
    {
        if (entry.As(ContractsJson.Default.TokenMinted) is not { } message)
        {
            return [];
        }

        var (source, seen) = (Source.Of(message), new Remembered { Seen = [new Sighting(entry.At, entry.Index)] });
        var found = message.Projects.DistinctBy(project => project.Id).ToLookup(project => WhatIsNew(About(message, project), memory, seen));
        return
        [
            .. Alert("repository", source.Repository),
            .. Alert("ref", source.Ref),
        ];

        IEnumerable<AlertRaised> Alert(string what, string? value) => !found.Contains(what) ? [] :
        [
            new AlertRaised
            {
                Rule = Name,
                Entries = [entry.Index],
                What = what,
                Value = value,
                Projects = [.. found[what]],
                Provider = message.Provider,
                Issuer = message.Issuer,
                PublisherId = message.PublisherId,
            },
        ];
    }

    /// <summary>The project, its repository, and if there is one its ref.</summary>
    private List<Subject> About(TokenMinted message, ProjectRef project)
    {
        var source = Source.Of(message);
        var repository = $"{project.Id} {message.Issuer} {source.Repository}";
        List<Subject> subjects = [new Subject(Name, $"{project.Id}"), new Subject(Name, repository)];
        if (source.Ref is { } reference)
        {
            subjects.Add(new Subject(Name, $"{repository} {reference}"));
        }

        return subjects;
    }

    private static string? WhatIsNew(List<Subject> subjects, AlertMemory memory, Remembered seen)
    {
        var unknown = subjects.Select(subject => memory.Recall(subject) is null).ToList();
        for (var i = 0; i < subjects.Count; i++)
        {
            if (unknown[i])
            {
                memory.Keep(subjects[i], seen);
            }
        }

        return unknown switch
        {
            [true, ..] => null,
            [_, true, ..] => "repository",
            [_, _, true] => "ref",
            _ => null,
        };
    }
}
