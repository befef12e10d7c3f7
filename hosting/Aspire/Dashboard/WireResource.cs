using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using TrustedPublishing.Hosting.Dashboard.Wire;
using TrustedPublishing.Hosting.Engine;
using Health = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using Resource = TrustedPublishing.Hosting.Dashboard.Wire.Resource;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>A resource as the dashboard reads it.</summary>
internal static class WireResource
{
    public static Resource Of(ResourceEvent e)
    {
        var snapshot = e.Snapshot;
        var wire = new Resource
        {
            Name = e.ResourceId,
            DisplayName = e.Resource.Name,
            ResourceType = snapshot.ResourceType,
            Uid = e.ResourceId,
            // Without a creation time or a property's value the page loads for ever and says nothing.
            CreatedAt = Time(snapshot.CreationTimeStamp ?? DateTime.UnixEpoch),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
            Environment = { snapshot.EnvironmentVariables.Select(Variable) },
            Properties = { Properties(snapshot) },
            Urls = { snapshot.Urls.Select(url => Address(url, snapshot)) },
            HealthReports = { snapshot.HealthReports.Select(Report) },
            Relationships = { Relationships(e.Resource) },
            Commands = { RunningResource.CollectionOf(e.Resource) is null ? [] : Commands(snapshot) },
        };
        if (snapshot.State is { } state)
        {
            wire.State = state.Text;
        }

        if (snapshot.State?.Style is { } style)
        {
            wire.StateStyle = style;
        }

        return wire;
    }

    private static Timestamp? Time(DateTime? time) => time is { } t ? Timestamp.FromDateTime(DateTime.SpecifyKind(t, DateTimeKind.Utc)) : null;

    private static EnvironmentVariable Variable(EnvironmentVariableSnapshot variable) =>
        new() { Name = variable.Name, Value = variable.Value ?? "", IsFromSpec = variable.IsFromSpec };

    private static IEnumerable<ResourceProperty> Properties(CustomResourceSnapshot snapshot)
    {
        foreach (var property in snapshot.Properties)
        {
            yield return new ResourceProperty { Name = property.Name, Value = ToValue(property.Value), IsSensitive = property.IsSensitive };
        }

        if (snapshot.ExitCode is { } code)
        {
            yield return new ResourceProperty { Name = "resource.exitCode", Value = ToValue(code) };
        }
    }

    private static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        IEnumerable list => Value.ForList([.. list.Cast<object?>().Select(ToValue)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static Url Address(UrlSnapshot url, CustomResourceSnapshot snapshot) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        IsInternal = url.IsInternal,
        IsInactive = snapshot.State?.Text != KnownResourceStates.Running,
        DisplayProperties = new UrlDisplayProperties(),
    };

    private static Wire.HealthReport Report(HealthReportSnapshot report)
    {
        var wire = new Wire.HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRunAt = Time(report.LastRunAt),
        };
        if (report.Status is { } status)
        {
            wire.Status = status switch
            {
                Health.Healthy => HealthStatus.Healthy,
                Health.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }

        return wire;
    }

    private static IEnumerable<ResourceRelationship> Relationships(IResource resource) => resource.Annotations.OfType<ResourceRelationshipAnnotation>()
        .Select(r => (r.Resource.Name, r.Type))
        .Distinct()
        .Select(r => new ResourceRelationship { ResourceName = r.Name, Type = r.Type });

    private static IEnumerable<ResourceCommand> Commands(CustomResourceSnapshot snapshot)
    {
        var runs = snapshot.State?.Text == KnownResourceStates.Running;
        yield return Command(KnownResourceCommands.StartCommand, "Start", "Play", shown: snapshot.IsTerminal, highlighted: true);
        yield return Command(KnownResourceCommands.StopCommand, "Stop", "Stop", shown: runs, highlighted: true);
        yield return Command(KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", shown: runs, highlighted: false);
    }

    private static ResourceCommand Command(string name, string text, string icon, bool shown, bool highlighted) => new()
    {
        Name = name,
        DisplayName = text,
        IconName = icon,
        IsHighlighted = highlighted,
        State = shown ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
    };
}
