using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Explain;
using TrustedPublishing.TokenExchange.Introspection;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TokenExchange.Revocation;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TokenExchange.WarmUp;

namespace TrustedPublishing.TokenExchange;

/// <summary>Puts the exchange together from its parts.</summary>
internal static class ExchangeSetup
{
    public static void AddExchange(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddOptions<RegistryOptions>(RegistryOptions.Section);
        builder.AddOptions<TokenOptions>(TokenOptions.Section);
        builder.AddOptions<PublisherOptions>(PublisherOptions.Section);
        builder.AddOptions<RefusalOptions>(RefusalOptions.Section);
        services.AddSingleton(PublicAddress.From(builder.Configuration));
        services.AddSingleton(provider => Target.From(
            Value<RegistryOptions>(provider), provider.GetRequiredService<PublicAddress>().BaseUrl, Value<TokenOptions>(provider).InstallationId));

        services.AddSingleton<KeyQuestion>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AcceptedIssuers>();
        services.AddSingleton<IdTokenAuthenticator>();
        services.AddSingleton<TokenExchanger>();
        services.AddSingleton<ReportedExchange>();
        services.AddSingleton<IssuerCatalog>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<ExchangeTelemetry>();
        services.AddSingleton<ClientAuthentication>();
        services.AddSingleton<TokenIntrospector>();
        services.AddSingleton<TokenRevoker>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswersJson.Default);
        });

        // The client logs every request with its query, and key ids in it come from strangers.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }

    /// <summary>The directory of trusted publishers and what keeps it up to date.</summary>
    public static void AddPublishers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PublisherDirectory>();
        builder.Services.AddSingleton<PublisherPacker>();
        builder.Services.AddSingleton<PublisherFeed>();
        builder.Services.AddSingleton<PublisherPins>();
        builder.Services.AddSingleton<PublisherSearch>();
        builder.Services.AddHostedService<PublisherPuller>();
        builder.Services.AddHealthChecks().AddCheck<DirectoryCheck>("publishers");
    }

    /// <summary>Everything that writes to the database; a server that forgets commits stops the start.</summary>
    public static void AddLedger(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHostedService<DurabilityCheck>();
        services.AddSingleton<LedgerWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddSingleton<RefusalRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalRecorder>());
        services.AddHostedService<Retention>();
    }

    /// <summary>The emergency switches: what changes them, and this replica's copy.</summary>
    public static void AddEmergency(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton<EmergencyStore>()
        .AddSingleton<EmergencyWatch>()
        .AddHostedService(provider => provider.GetRequiredService<EmergencyWatch>());

    /// <summary>Makes the exchange warm before it is ready.</summary>
    public static void AddRehearsal(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Rehearsal>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Rehearsal>());
        builder.Services.AddHealthChecks().AddCheck<Rehearsal>("rehearsal");
    }

    /// <summary>The key ring is read once, before anything listens.</summary>
    public static void AddTokens(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton(provider => new TokenMint(
            KeyRingFile.Read(Value<TokenOptions>(provider).RingPath),
            new TokenShape(
                Value<TokenOptions>(provider).InstallationId,
                provider.GetRequiredService<PublicAddress>().BaseUrl.Authority,
                provider.GetRequiredService<Target>().Id,
                Value<TokenOptions>(provider).Prefix,
                Value<TokenOptions>(provider).Lifetime)))
        .AddSingleton(provider => new TokenPattern(Value<TokenOptions>(provider).Prefix))
        .AddHostedService<KeyRingCheck>();

    private static void AddOptions<T>(this WebApplicationBuilder builder, string section)
        where T : class => builder.Services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();

    private static T Value<T>(IServiceProvider provider)
        where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}

/// <summary>The answers that are given most often; what is not listed is found by reflection.</summary>
[JsonSerializable(typeof(AudienceAnswer))]
[JsonSerializable(typeof(MintTokenAnswer))]
[JsonSerializable(typeof(FailureAnswer))]
[JsonSerializable(typeof(IntrospectionAnswer))]
[JsonSerializable(typeof(OAuthError))]
internal sealed partial class AnswersJson : JsonSerializerContext;
