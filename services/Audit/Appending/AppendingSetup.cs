namespace TrustedPublishing.Audit.Appending;

internal static class AppendingSetup
{
    public static void AddAppending(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EntryAppender>();
        builder.Services.AddSingleton<AppendTelemetry>();
        builder.Services.AddSingleton<OwnEntries>();
    }
}
