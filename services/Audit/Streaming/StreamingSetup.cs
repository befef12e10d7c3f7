using TrustedPublishing.Audit.Exporting;

namespace TrustedPublishing.Audit.Streaming;

internal static class StreamingSetup
{
    public static void AddStreaming(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<StreamOptions>()
            .BindConfiguration(StreamOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<EntryFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EntryFeed>());
        builder.Services.AddSingleton<StreamReaders>();
        builder.Services.AddScoped<EntryStream>();
        builder.Services.AddScoped<EntryExport>();
    }
}
