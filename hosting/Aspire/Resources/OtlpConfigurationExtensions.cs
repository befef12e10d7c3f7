using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class OtlpConfigurationExtensions
{
    /// <summary>Gives the process the variables by which OpenTelemetry finds the dashboard.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder) where T : IResourceWithEnvironment =>
        builder.WithAnnotation(new OtlpExporterAnnotation());
}
