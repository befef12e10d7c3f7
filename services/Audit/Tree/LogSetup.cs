using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Tree;

internal static class LogSetup
{
    public static void AddLog(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section).ValidateDataAnnotations()
            .Validate(log => log.Witnesses.All(witness => witness.IsValid), $"{LogOptions.Section}:{nameof(LogOptions.Witnesses)}: each has an http(s) Url and a Key (<name>+<id>+<base64>, C2SP tlog-cosignature).")
            .ValidateOnStart();
        builder.Services.AddSingleton(services => LogKeyFile.Read(services.GetRequiredService<IOptions<LogOptions>>().Value.KeyPath));
        builder.AddLogReaders();
        builder.Services.AddSingleton<CheckpointFolder>();
        builder.Services.AddSingleton<LogBook>();
        builder.Services.AddSingleton<Witnesses>();
        builder.Services.AddHttpClient(nameof(Witnesses));
        builder.Services.AddSingleton<KeyChange>();
        builder.Services.AddSingleton<CheckpointSigner>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CheckpointSigner>());
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProofJson.Default));
        builder.Services.AddSingleton(new FollowedPlaces("SELECT 'checkpoints', coalesce(max(size), 0) - 1, NULL::bigint FROM checkpoints"));
        builder.Services.AddHealthChecks().AddCheck<CheckpointSigner>("log");
    }
}
