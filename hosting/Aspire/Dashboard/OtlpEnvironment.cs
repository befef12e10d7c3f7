using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>The variables by which OpenTelemetry in a service finds the dashboard (OpenTelemetry environment variable specification).</summary>
internal sealed class OtlpEnvironment(DashboardSettings dashboard, IHostEnvironment environment)
{
    private const string ExportInterval = "1000"; // milliseconds

    public void AddTo(Dictionary<string, object> variables, RunningResource running)
    {
        if (!dashboard.Enabled)
        {
            return;
        }

        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.Otlp.GetLeftPart(UriPartial.Authority);
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = new SecretText($"x-otlp-api-key={dashboard.OtlpKey}");
        variables["OTEL_SERVICE_NAME"] = running.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={running.Id[(running.Resource.Name.Length + 1)..]}";
        if (environment.IsDevelopment())
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = ExportInterval;
            variables["OTEL_BSP_SCHEDULE_DELAY"] = ExportInterval;
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = ExportInterval;
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }
    }
}
