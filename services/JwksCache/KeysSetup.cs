using Microsoft.Extensions.Options;
using TrustedPublishing.JwksCache.Announcements;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.Lookup;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.JwksCache.Storage;

namespace TrustedPublishing.JwksCache;

internal static class KeysSetup
{
    public static void AddKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KeysOptions>().BindConfiguration(KeysOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<KeysOptions>, KeysOptionsRules>();
        builder.Services.AddSingleton<IssuerStore>();
        builder.Services.AddSingleton<RecordQueue>();
        builder.Services.AddSingleton<RecordSignal>();
        builder.Services.AddSingleton<KeyFetcher>();
        builder.Services.AddSingleton<RefreshClock>();
        builder.Services.AddSingleton<KeyRefresher>();
        builder.Services.AddSingleton<AbsentKeys>();
        builder.Services.AddSingleton<KeyFinder>();
        builder.Services.AddHostedService<BackgroundRefresh>();
        builder.Services.AddHostedService<RecordRelay>();
    }
}
