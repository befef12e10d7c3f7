using Microsoft.Extensions.Options;

namespace TrustedPublishing.Audit.Tree;

internal static class LogSetup
{
    public static void AddLog(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => LogKeyFile.Read(services.GetRequiredService<IOptions<LogOptions>>().Value.KeyPath));
        builder.Services.AddSingleton<CheckpointFolder>();
        builder.Services.AddSingleton<LogBook>();
        builder.Services.AddSingleton<CheckpointSigner>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CheckpointSigner>());
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProofJson.Default));
        builder.Services.AddHealthChecks().AddCheck<CheckpointSigner>("log");
    }
}
