using Microsoft.AspNetCore.DataProtection;

namespace TrustedPublishing.Audit.Timeline;

internal static class TimelineSetup
{
    public static void AddTimeline(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        // Razor brings it along and nothing here uses it, so it need not keep keys in somebody's home folder.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
    }
}
