namespace TrustedPublishing.Audit.Archiving;

internal static class ArchivingSetup
{
    public static void AddArchiving(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ArchiveOptions>().BindConfiguration(ArchiveOptions.Section);
        builder.Services.AddSingleton<ArchiveFolder>();
        builder.Services.AddSingleton<Archivist>();
        builder.Services.AddSingleton<ArchiveWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ArchiveWorker>());
        builder.Services.AddHealthChecks().AddCheck<ArchiveWorker>("archives");
    }
}
